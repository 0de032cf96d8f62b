import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanProfiles, listOwnedProfiles } from '../../../src/profile/owned-profiles.ts'
import { openDestination, type SecretDestination } from '../../../src/setup/secret/secret-destination.ts'
import { readSharedConfig } from '../../../src/shared-config/read-shared-config.ts'

const key = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const next = {
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
}

let folder: string
let env: Record<string, string>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-secret-'))
  env = { HOME: folder }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (destination: SecretDestination) =>
  openDestination(destination, {
    transport: () => Promise.reject(new Error('no network here')),
    now: () => new Date(),
  })
const keyFile = (file: string) => ({
  kind: 'file' as const,
  file,
  setupName: 'instruqt',
  account: '111122223333',
})

const profile = (name = 'instruqt', setupName = 'instruqt'): SecretDestination => ({
  kind: 'profile',
  profile: name,
  setupName,
  account: '111122223333',
  region: 'eu-west-1',
  env,
})
const credentialsFile = (): string => join(folder, '.aws', 'credentials')
function credentials(text: string): void {
  mkdirSync(join(folder, '.aws'), { recursive: true })
  writeFileSync(credentialsFile(), text)
}

describe('a profile', () => {
  it('is refused when it holds keys of somebody else', async () => {
    const before = '[instruqt]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\n'
    credentials(before)
    await expect(open(profile())).rejects.toMatchObject({ code: 'ProfileNotOwned' })
    expect(readFileSync(credentialsFile(), 'utf8')).toBe(before)
  })

  it("is refused when it holds another set-up's key", async () => {
    await (
      await open(profile('vending', 'other'))
    )(key)
    await expect(open(profile('vending'))).rejects.toMatchObject({ code: 'ProfileNotOwned' })
  })

  it('is refused when it gets its credentials in another way', async () => {
    credentials('[instruqt]\ncredential_process = /bin/true\n')
    await expect(open(profile())).rejects.toMatchObject({ code: 'ProfileNotOwned' })
  })

  it('is refused under a name that no SDK reads', async () => {
    await expect(open(profile('my profile'))).rejects.toMatchObject({ code: 'ProfileNameInvalid' })
  })

  it("holds the key as every SDK reads it, and the file is nobody else's to read", async () => {
    credentials('# mine\n[default]\nregion = us-east-1\n')
    const handedOver = await (await open(profile()))(key)
    expect(handedOver).toEqual({
      accessKeyId: key.accessKeyId,
      secretKey: undefined,
      profile: 'instruqt',
      file: credentialsFile(),
    })
    expect(statSync(credentialsFile()).mode & 0o777).toBe(0o600)
    expect(
      readFileSync(credentialsFile(), 'utf8').startsWith('# mine\n[default]\nregion = us-east-1\n'),
    ).toBe(true)
    expect(
      Object.fromEntries(readSharedConfig({ env }).profiles.get('instruqt')?.settings ?? []),
    ).toMatchObject({
      aws_access_key_id: key.accessKeyId,
      aws_secret_access_key: key.secretAccessKey,
      region: 'eu-west-1',
    })
  })

  it('takes the next key of the same set-up, in the place of the first', async () => {
    await (
      await open(profile())
    )(key)
    await (
      await open(profile())
    )(next)
    const text = readFileSync(credentialsFile(), 'utf8')
    expect(text).toContain(next.secretAccessKey)
    expect(text).not.toContain(key.secretAccessKey)
  })

  it('is not one that profile clean takes away: AWS tells a secret once', async () => {
    await (
      await open(profile())
    )(key)
    expect(listOwnedProfiles({ env })).toEqual([])
    expect(await cleanProfiles({ env, all: true })).toEqual([])
    expect(readFileSync(credentialsFile(), 'utf8')).toContain(key.secretAccessKey)
  })
})

describe('a file', () => {
  it.each([
    ['another set-up', { setupName: 'other' }, 'of set-up other in account 111122223333'],
    ['another account', { account: '999988887777' }, 'of set-up instruqt in account 999988887777'],
  ])('is refused when it holds the key of %s, and stays as it is', async (_, owner, words) => {
    const file = join(folder, 'key.json')
    await (
      await open({ ...keyFile(file), ...owner })
    )(key)
    const before = readFileSync(file, 'utf8')
    await expect(open(keyFile(file))).rejects.toMatchObject({
      code: 'OutputUnwritable',
      message: `${file} is there, and holds access key ${key.accessKeyId} ${words}`,
    })
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('is refused when it holds a key and does not say whose', async () => {
    const file = join(folder, 'key.json')
    const text = JSON.stringify({ AccessKeyId: 'AKIAOTHER', SecretAccessKey: 'x' })
    writeFileSync(file, text)
    await expect(open(keyFile(file))).rejects.toMatchObject({ code: 'OutputUnwritable' })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('is refused when it holds something else, and stays as it is', async () => {
    const file = join(folder, 'notes.txt')
    writeFileSync(file, 'my notes\n')
    await expect(open(keyFile(file))).rejects.toMatchObject({ code: 'OutputUnwritable' })
    expect(readFileSync(file, 'utf8')).toBe('my notes\n')
  })

  it('is refused where nothing can be written', async () => {
    writeFileSync(join(folder, 'in-the-way'), '')
    await expect(open(keyFile(join(folder, 'in-the-way', 'key.json')))).rejects.toMatchObject({
      code: 'ProfileFileUnreadable',
    })
  })

  it('holds the key in JSON, and only its owner can read it', async () => {
    const file = join(folder, 'new', 'key.json')
    await (
      await open(keyFile(file))
    )(key)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      Setup: 'instruqt',
      Account: '111122223333',
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await (
      await open(keyFile(file))
    )(next)
    expect(readFileSync(file, 'utf8')).toContain(next.secretAccessKey)
  })
})

describe('an OpenPGP key', () => {
  it('is refused when its file is not there, before there is a secret', async () => {
    await expect(open({ kind: 'pgp-key', file: join(folder, 'none.asc') })).rejects.toMatchObject({
      code: 'PgpKeyUnusable',
      facts: { name: '--pgp-key' },
    })
  })
})

it('hands a secret over in the clear only to who asked for that', async () => {
  expect((await (await open({ kind: 'plain' }))(key)).secretKey).toBe(key.secretAccessKey)
})
