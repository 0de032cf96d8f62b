import { beforeEach, describe, expect, it } from 'vitest'

import {
  accountId,
  allow,
  createFixture,
  credentials,
  type Fixture,
  iam,
  refusal,
} from '../local-aws-fixture.ts'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts'

const prefix = 'token.actions.githubusercontent.com'
const RoleArn = `arn:aws:iam::${accountId}:role/Deploy`
const job = {
  aud: 'sts.amazonaws.com',
  sub: 'repo:school/lab:ref:refs/heads/main',
  repository: 'school/lab',
  repository_id: '42',
  ref: 'refs/heads/main',
  environment: 'production',
  workflow: 'deploy',
  job_workflow_ref: 'school/lab/.github/workflows/deploy.yml@refs/heads/main',
  actor: 'anna',
  actor_id: '7',
  enterprise_id: '9',
  repository_owner: 'school',
}

let fixture: Fixture
let issuer: TokenIssuer

beforeEach(async () => {
  issuer = createTokenIssuer(() => fixture.clock.now, `https://${prefix}`)
  fixture = createFixture({ fetchDocument: issuer.fetchDocument })
  await iam(fixture, 'CreateOpenIDConnectProvider', {
    Url: `https://${prefix}`,
    'ClientIDList.member.1': 'sts.amazonaws.com',
  })
})

/** A role for jobs of which the given claims are as given. */
function createRole(claims: Readonly<Record<string, string>>) {
  const keys = Object.entries(claims).map(([name, value]) => [`${prefix}:${name}`, value])
  return iam(fixture, 'CreateRole', {
    RoleName: 'Deploy',
    AssumeRolePolicyDocument: allow('sts:AssumeRoleWithWebIdentity', {
      Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${prefix}` },
      Condition: { StringLike: Object.fromEntries(keys) },
    }),
  })
}

function assume(claims: object) {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn,
    RoleSessionName: 'deploy',
    WebIdentityToken: issuer.token({ ...job, ...claims }),
  })
  return fixture.aws.handle({
    method: 'POST',
    target: '/',
    rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'],
    body: Buffer.from(body.toString()),
  })
}

describe('a job of GitHub’s', () => {
  it.each([
    ['sub', 'repo:school/other:ref:refs/heads/main'],
    ['aud', 'https://github.com/school'],
    ['repository', 'school/other'],
    ['repository_id', '43'],
    ['ref', 'refs/heads/topic'],
    ['environment', 'staging'],
    ['workflow', 'test'],
    ['job_workflow_ref', 'school/lab/.github/workflows/test.yml@refs/heads/main'],
    ['actor', 'ben'],
    ['actor_id', '8'],
    ['enterprise_id', '10'],
  ] as const)('of another %s is refused, and its own is let in', async (claim, other) => {
    await createRole({ aud: job.aud, sub: 'repo:school/*', [claim]: job[claim] })
    expect((await assume({ [claim]: other })).status).toBeGreaterThanOrEqual(400)
    expect((await assume({})).status).toBe(200)
  })

  it('is never let in by a claim that AWS does not read', async () => {
    await createRole({ repository_owner: 'school' })
    expect(refusal(await assume({})).slice(0, 2)).toEqual([403, 'AccessDenied'])
  })

  it('takes what AWS reads for the trust policy no further', async () => {
    await createRole({ repository: 'school/lab' })
    await iam(fixture, 'PutRolePolicy', {
      RoleName: 'Deploy',
      PolicyName: 'lab',
      PolicyDocument: allow('s3:ListAllMyBuckets', {
        Resource: '*',
        Condition: { StringEquals: { [`${prefix}:repository`]: 'school/lab' } },
      }),
    })
    const keys = credentials(await assume({}))
    expect((await fixture.rest(keys, 'GET', '/')).status).toBe(403)
  })
})
