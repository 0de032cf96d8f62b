import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issue } from '../../src/issue/issue.ts'
import { whoami } from '../../src/whoami/whoami.ts'
import { openLab, type Lab } from '../lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

describe('whoami', () => {
  it('of a wrong secret is refused, and the secret is not repeated', async () => {
    const env = lab.env({ ...lab.issuer, secretAccessKey: 'not-the-secret' })
    const error: unknown = await whoami({ env }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch' })
    expect(JSON.stringify(error)).not.toContain('not-the-secret')
  })

  it('of an example key asks whether it was replaced', async () => {
    const env = lab.env({
      accessKeyId: 'AKIA34K435KLR12KDT34',
      secretAccessKey: 'lk45hJSFkl35ADfsdDFtkl34fFADFhlktjrfaewr',
    })
    await expect(whoami({ env })).rejects.toMatchObject({
      code: 'InvalidClientTokenId',
      hint: expect.stringContaining('did you replace the example values') as unknown,
    })
  })

  it('of a user tells that sessions may be long, and the console longer than they', async () => {
    expect(await whoami({ env: lab.env() })).toMatchObject({
      arn: `arn:aws:iam::${lab.account}:user/issuer`,
      account: lab.account,
      kind: 'user',
      longTerm: true,
      maxDurationSeconds: 43_200,
      consoleDuration: true,
      expiresAt: undefined,
    })
  })

  it('of a role’s session tells that sessions end after an hour, and the time left', async () => {
    const roleArn = await lab.role('Issuing')
    const session = await issue({ roleArn, sessionName: 'me.myself', env: lab.env() })
    const env = {
      ...lab.env(session.credentials),
      AWS_CREDENTIAL_EXPIRATION: session.credentials.expiration.toISOString(),
    }
    expect(await whoami({ env })).toMatchObject({
      arn: `arn:aws:sts::${lab.account}:assumed-role/Issuing/me.myself`,
      kind: 'assumed-role',
      longTerm: false,
      maxDurationSeconds: 3600,
      consoleDuration: false,
      expiresAt: session.credentials.expiration,
    })
  })
})
