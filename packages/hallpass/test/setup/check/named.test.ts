import { afterEach, beforeEach, expect, it } from 'vitest'
import { apply, modelOf, openAccount, type TestAccount } from '../apply/account.ts'
import { runSetup } from '../apply/commands.ts'

let account: TestAccount
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const where = () => ({
  env: {
    ...account.env,
    AWS_ACCESS_KEY_ID: account.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.admin.secretAccessKey,
  },
  now: account.now,
})
const other = { name: 'autumn', user: 'vend', role: 'AutumnLab', path: '/labs/' }

it('finds a set-up by its tag when nothing but its name is given', async () => {
  await apply(account, modelOf())
  await apply(account, modelOf(other))
  expect(await runSetup('check', { name: 'autumn' }, where())).toEqual({
    exit: 0,
    stdout: '',
    stderr: `set-up autumn is user vend and role AutumnLab, preset s3\naccount ${account.account} is as set-up autumn says\n`,
  })
})

it('tells programs the differences as one object, and what apply can put right', async () => {
  await apply(account, modelOf())
  expect(await runSetup('check', { json: true }, where())).toMatchObject({
    exit: 0,
    stdout: `${JSON.stringify({ name: 'instruqt', account: account.account, isGuess: false, differences: [] }, null, 2)}\n`,
  })
  const { exit, stdout } = await runSetup('check', { ...other, json: true }, where())
  const told = JSON.parse(stdout)
  expect({ exit, name: told.name, account: told.account }).toEqual({
    exit: 9,
    name: 'autumn',
    account: account.account,
  })
  expect(told.differences).toContainEqual({ difference: 'user vend does not exist', repairable: true })
})

it('destroys by name what carries the tag, and nothing else', async () => {
  await apply(account, modelOf())
  await apply(account, modelOf(other))
  const destroyed = await runSetup('destroy', { name: 'autumn', confirm: 'autumn' }, where())
  expect(destroyed).toMatchObject({ exit: 0 })
  expect(await runSetup('check', {}, where())).toMatchObject({ exit: 0 })
  expect(await runSetup('check', other, where())).toMatchObject({ exit: 9 })
})

it('asks for the file or the issuer where the tag does not tell everything', async () => {
  await apply(account, modelOf({ name: 'autumn', role: 'AutumnLab', trustAccount: true }))
  await apply(
    account,
    modelOf({ name: 'spring', role: 'Lab', issuerArn: `arn:aws:iam::${account.account}:user/admin` }),
  )
  expect(await runSetup('check', { name: 'spring' }, where())).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('hint: say who vends: --issuer-arn or --keyless-issuer'),
  })
})
