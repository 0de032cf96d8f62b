import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, issue } from '../../src/index.ts'
import { processLine } from '../../src/cli/profile/process-line.ts'
import { runApp } from '../cli/run-app.ts'
import { type BrokenLab, openBrokenLab } from '../doctor/broken-lab.ts'

let lab: BrokenLab
let hub = ''
let target = ''
let closed = ''

beforeAll(async () => {
  lab = await openBrokenLab()
  const user = { Principal: { AWS: `arn:aws:iam::${lab.account}:user/reader` } }
  hub = await lab.role('Hub', { ...user, Condition: { StringEquals: { 'sts:ExternalId': 'hub-id' } } })
  const byHub = { Principal: { AWS: hub } }
  target = await lab.role('Target', {
    ...byHub,
    Condition: { StringEquals: { 'sts:ExternalId': 'target-id' } },
  })
  closed = await lab.role('Closed', { Principal: { AWS: target } })
})
afterAll(() => lab.close())

const ada = { sessionName: 'ada', externalId: 'target-id' }
const options = () => ({ env: lab.env(), roleArn: target })
const byHub = () => [{ roleArn: hub, externalId: 'hub-id' }]

describe('a chain of roles is refused', () => {
  it('at the role that refuses, by number and name', async () => {
    await expect(issue({ ...options(), ...ada, via: [hub] })).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringMatching(/^role 1 of 2 in the chain, Hub: AWS refused/),
    })
    await expect(issue({ ...options(), ...ada, via: [...byHub(), closed] })).rejects.toThrow(
      /^role 2 of 3 in the chain, Closed/,
    )
  })

  it('over an hour, before anything is asked, with what would lift it', async () => {
    const asked = issue({ ...options(), ...ada, via: byHub(), durationSeconds: 7200 })
    await expect(asked).rejects.toMatchObject({
      code: 'DurationOverChainedMaximum',
      hint: expect.stringMatching(/IAM user's key[\s\S]*web identity token/),
    })
  })

  it.each([
    ['a role named as the way to itself', () => [target], /way to itself/],
    ['a role of another partition', () => [hub.replace('arn:aws:', 'arn:aws-cn:')], /partition aws-cn/],
    [
      'a device for a role that no user assumes',
      () => [hub, { roleArn: closed, serialNumber: 'GAHT12345678' }],
      /role 2/,
    ],
    ['too many roles', () => Array.from({ length: 11 }, () => hub), /too many/],
  ])('with %s', async (_, via, message) => {
    await expect(issue({ ...options(), ...ada, via: via() })).rejects.toThrow(message)
  })

  it('with a device in a request, which no role has', async () => {
    const issuer = await createIssuer({ ...options(), via: byHub() })
    const asked = { ...ada, serialNumber: 'GAHT12345678', tokenCode: '123456' }
    await expect(issuer.issue(asked)).rejects.toMatchObject({ code: 'InvalidInput' })
  })
})

describe('a chain of roles', () => {
  it('stands in the line of a profile that gets its keys by it', () => {
    const via = [{ roleArn: hub, externalId: 'hub-id' }, { roleArn: closed }]
    const line = processLine(
      { roleArn: target, via },
      { execPath: '/bin/node', script: '/x/hallpass', platform: 'linux' },
    )
    expect(line).toContain(`--via "${hub} external-id=hub-id"`)
    expect(line).toContain(`--via ${closed}`)
  })

  it('gives a session of its last role, each external id at its own role', async () => {
    const session = await issue({ ...options(), ...ada, via: byHub() })
    expect(session.assumedRoleArn).toMatch(/assumed-role\/Target\/ada$/)
    expect(session.issuer).toMatchObject({
      longTerm: false,
      source: {
        description: `a session of ${hub}, by way of the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)`,
      },
    })
  })

  it('is walked once for many sessions', async () => {
    const issuer = await createIssuer({ ...options(), via: byHub() })
    const names = await Promise.all(
      ['ada', 'bob'].map(async (sessionName) => (await issuer.issue({ ...ada, sessionName })).assumedRoleArn),
    )
    expect(names.map((arn) => arn.split('/').at(-1))).toEqual(['ada', 'bob'])
  })

  it('is typed as --via, and doctor names the role that fails', async () => {
    const args = ['-r', target, '-s', 'ada', '--external-id', 'target-id', '--via']
    const good = await runApp(['issue', ...args, `${hub} external-id=hub-id`, '-o', 'process'], lab.env())
    expect(JSON.parse(good.stdout)).toMatchObject({ Version: 1 })
    const looked = await runApp(['doctor', ...args, `${hub} external-id=hub-id`, '--json'], lab.env())
    expect(JSON.parse(looked.stdout)).toMatchObject({ ok: true })
    const wrong = await runApp(['doctor', ...args, hub, '--json'], lab.env())
    expect(JSON.parse(wrong.stdout)).toMatchObject({
      wrong: { cause: 'trust-external-id', saw: expect.stringMatching(/^role 1 of 2 in the chain, Hub: /) },
    })
    const odd = await runApp(['issue', ...args, `${hub} externalid=x`], lab.env())
    expect(odd).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('external-id=…') })
  })
})
