import { beforeEach, describe, expect, it } from 'vitest'

import { createLocalAws } from '@hallpass/local-aws'
import { accountIds, documentationIds } from '../../src/model/account-ids.ts'
import {
  createFixture,
  credentials,
  element,
  type Fixture,
  iam,
  type Keys,
  refusal,
} from '../local-aws-fixture.ts'

const first = '111122223333'
const second = '222233334444'
const accessRole = `arn:aws:iam::${second}:role/OrganizationAccountAccessRole`

let fixture: Fixture
let inside: Keys

const assume = (keys: Keys, RoleArn: string, more: Record<string, string> = {}) =>
  fixture.query(keys, 'sts', { Action: 'AssumeRole', RoleArn, RoleSessionName: 'visitor', ...more })
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource })

/** IAM, as the administrator of the second account. */
async function iamInside(Action: string, params: Record<string, string>) {
  const response = await fixture.query(inside, 'iam', { Action, ...params })
  if (response.status !== 200) throw new Error(`${Action}: ${String(response.body)}`)
  return response
}

/** A user of the first account who may do what the statements say. */
async function user(UserName: string, ...statements: object[]): Promise<Keys> {
  await iam(fixture, 'CreateUser', { UserName })
  if (statements.length > 0) {
    await iam(fixture, 'PutUserPolicy', {
      UserName,
      PolicyName: 'own',
      PolicyDocument: document(...statements),
    })
  }
  const key = await iam(fixture, 'CreateAccessKey', { UserName })
  return {
    accessKeyId: element(key, 'AccessKeyId') ?? '',
    secretAccessKey: element(key, 'SecretAccessKey') ?? '',
  }
}

async function role(RoleName: string, trust: object, ...statements: object[]): Promise<string> {
  await iamInside('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }),
  })
  if (statements.length > 0) {
    await iamInside('PutRolePolicy', {
      RoleName,
      PolicyName: 'own',
      PolicyDocument: document(...statements),
    })
  }
  return `arn:aws:iam::${second}:role/${RoleName}`
}

beforeEach(async () => {
  fixture = createFixture({ accountId: undefined, accounts: 2 })
  inside = credentials(await assume(fixture.aws.admin, accessRole))
})

describe('the accounts of an instance', () => {
  it.each<[string, object, string]>([
    ['none', { accounts: 0 }, 'accounts must be 1 to 10, or a list of ids, not 0'],
    ['more than there are ids for', { accounts: 11 }, 'accounts must be 1 to 10'],
    ['half of one', { accounts: 1.5 }, 'accounts must be 1 to 10'],
    ['an empty list', { accounts: [] }, 'accounts must have 1 to 100 ids, not 0'],
    ['what is no id', { accounts: [first, '12'] }, "accounts[1] must be 12 digits, not '12'"],
    ['one twice', { accounts: [first, second, first] }, `accounts has ${first} twice`],
    ['two that are the first', { accountId: second, accounts: [first] }, 'leave one out'],
    ['an organisation of no such id', { organizationId: 'o-1' }, 'organizationId must be o- and 10 to 32'],
  ])('are refused with %s', (_, options, message) => {
    expect(() => createLocalAws(options)).toThrow(TypeError)
    expect(() => createLocalAws(options)).toThrow(message)
  })

  it('have the ids of AWS’s documentation, or those that are given', () => {
    expect(documentationIds).toEqual([...new Set(documentationIds)])
    expect(accountIds({ accounts: 3 })).toEqual([first, second, '333344445555'])
    expect(accountIds({ accounts: 2, accountId: second })).toEqual([second, first])
    expect(accountIds({ accounts: 10, accountId: '123456789012' })).toHaveLength(10)
    expect(accountIds({ accounts: [second, first] })).toEqual([second, first])
    const aws = createLocalAws({ accounts: [second, first] })
    expect(aws.accountId).toBe(second)
    expect(aws.accounts).toEqual([
      { accountId: second, accessRoleArn: undefined },
      { accountId: first, accessRoleArn: `arn:aws:iam::${first}:role/OrganizationAccountAccessRole` },
    ])
  })

  it('are entered by the first one’s administrator, who is somebody else there', async () => {
    const who = await fixture.query(inside, 'sts', { Action: 'GetCallerIdentity' })
    expect([element(who, 'Account'), element(who, 'Arn')]).toEqual([
      second,
      `arn:aws:sts::${second}:assumed-role/OrganizationAccountAccessRole/visitor`,
    ])
    const attached = await iamInside('ListAttachedRolePolicies', {
      RoleName: 'OrganizationAccountAccessRole',
    })
    expect(element(attached, 'PolicyArn')).toBe('arn:aws:iam::aws:policy/AdministratorAccess')
    await iamInside('CreateUser', { UserName: 'admin' })
    const own = await iam(fixture, 'ListRoles', {})
    expect(String(own.body)).not.toContain('OrganizationAccountAccessRole')
  })

  it('are not entered by a user of the first one who may not, nor back from the second', async () => {
    const ben = await user('ben')
    expect(refusal(await assume(ben, accessRole))).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${first}:user/ben is not authorized to perform: sts:AssumeRole on resource: ${accessRole}`,
    ])
    await iam(fixture, 'CreateRole', {
      RoleName: 'Lab',
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: first },
      }),
    })
    expect((await assume(inside, `arn:aws:iam::${first}:role/Lab`)).status).toBe(403)
  })
})

describe('a role of another account', () => {
  it('takes both sides: its trust policy, and the caller’s own policy', async () => {
    const principal = { Principal: { AWS: `arn:aws:iam::${first}:root` } }
    const lab = await role('Lab', principal)
    const nobody = await user('nobody')
    const anna = await user('anna', allow('sts:AssumeRole', lab))
    expect((await assume(nobody, lab)).status).toBe(403)
    expect((await assume(anna, lab)).status).toBe(200)
    const closed = await role('Closed', { Principal: { AWS: second } })
    expect((await assume(await user('ben', allow('sts:AssumeRole')), closed)).status).toBe(403)
  })

  it('takes the caller’s own policy also where its trust policy names the user', async () => {
    const nobody = await user('nobody')
    const anna = await user('anna', allow('sts:AssumeRole'))
    const named = await role('Named', {
      Principal: { AWS: [`arn:aws:iam::${first}:user/nobody`, `arn:aws:iam::${first}:user/anna`] },
    })
    expect((await assume(nobody, named)).status).toBe(403)
    expect((await assume(anna, named)).status).toBe(200)
  })

  it('is refused without its external id, and with another', async () => {
    const anna = await user('anna', allow('sts:AssumeRole'))
    const lab = await role('Lab', {
      Principal: { AWS: first },
      Condition: { StringEquals: { 'sts:ExternalId': 'lab-7' } },
    })
    expect((await assume(anna, lab)).status).toBe(403)
    expect((await assume(anna, lab, { ExternalId: 'lab-8' })).status).toBe(403)
    expect((await assume(anna, lab, { ExternalId: 'lab-7' })).status).toBe(200)
  })

  it('takes session policies of its own account, and none of the caller’s', async () => {
    const anna = await user('anna', allow('sts:AssumeRole'))
    const lab = await role('Lab', { Principal: { AWS: first } })
    const PolicyDocument = document(allow('s3:ListAllMyBuckets'))
    await iam(fixture, 'CreatePolicy', { PolicyName: 'mine', PolicyDocument })
    await iamInside('CreatePolicy', { PolicyName: 'theirs', PolicyDocument })
    const named = (arn: string) => assume(anna, lab, { 'PolicyArns.member.1.arn': arn })
    expect(refusal(await named(`arn:aws:iam::${first}:policy/mine`)).slice(0, 2)).toEqual([
      400,
      'InvalidParameterValue',
    ])
    expect((await named(`arn:aws:iam::${second}:policy/theirs`)).status).toBe(200)
    expect((await named('arn:aws:iam::aws:policy/ReadOnlyAccess')).status).toBe(200)
  })

  it('cannot trust who does not exist in an account that is here', async () => {
    const trust = { Principal: { AWS: `arn:aws:iam::${first}:user/gone` } }
    await expect(role('Lab', trust)).rejects.toThrow('Invalid principal in policy')
  })
})

describe('a bucket of another account', () => {
  const anna = `arn:aws:iam::${first}:user/anna`
  const put = (keys: Keys, target: string) => fixture.rest(keys, 'PUT', target)
  const get = (keys: Keys, target: string) => fixture.rest(keys, 'GET', target)
  const setPolicy = async (...statements: object[]) => {
    const response = await fixture.rest(inside, 'PUT', '/theirs?policy', document(...statements))
    if (response.status !== 204) throw new Error(String(response.body))
  }

  beforeEach(async () => {
    expect((await put(inside, '/theirs')).status).toBe(200)
  })

  it('keeps its name, and is in its own account’s list alone', async () => {
    expect(refusal(await put(fixture.aws.admin, '/theirs')).slice(0, 2)).toEqual([409, 'BucketAlreadyExists'])
    expect((await put(inside, '/theirs')).status).toBe(200)
    await put(fixture.aws.admin, '/ours')
    expect(String((await get(fixture.aws.admin, '/')).body)).toMatch(/<Name>ours<\/Name>/)
    expect(String((await get(fixture.aws.admin, '/')).body)).not.toContain('theirs')
    expect(String((await get(inside, '/')).body)).not.toContain('ours')
  })

  it('is closed to the administrator of the first, who is told why: both are in one organisation', async () => {
    expect(refusal(await get(fixture.aws.admin, '/theirs'))).toEqual([
      403,
      'AccessDenied',
      `User: arn:aws:iam::${first}:user/admin is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::theirs" because no resource-based policy allows the s3:ListBucket action`,
    ])
  })

  it('takes both sides: its policy, and the caller’s own', async () => {
    const keys = await user('anna')
    await setPolicy({
      Effect: 'Allow',
      Principal: { AWS: anna },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'],
    })
    expect(refusal(await get(keys, '/theirs'))[2]).toContain('because no identity-based policy allows')
    await iam(fixture, 'PutUserPolicy', {
      UserName: 'anna',
      PolicyName: 'own',
      PolicyDocument: document(allow('s3:*', 'arn:aws:s3:::theirs*')),
    })
    expect((await get(keys, '/theirs')).status).toBe(200)
    // What is put there is the bucket owner's.
    expect((await put(keys, '/theirs/notes')).status).toBe(200)
    expect((await get(inside, '/theirs/notes')).status).toBe(200)
    expect(element(await get(inside, '/theirs/notes?acl'), 'ID')).toBe(
      element(await get(inside, '/theirs?acl'), 'ID'),
    )
  })

  it('shows and takes its policy in its own account only, whatever the policy says', async () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: first },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*'],
    }
    await setPolicy(statement)
    const { admin } = fixture.aws
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fixture.rest(admin, method, '/theirs?policy', method === 'PUT' ? '{}' : '')
      expect([response.status, element(response, 'Code')]).toEqual([405, 'MethodNotAllowed'])
    }
    expect((await get(admin, '/theirs')).status).toBe(200)
  })

  it('is refused to whoever expects another owner', async () => {
    const expected = (owner: string) =>
      fixture.rest(inside, 'GET', '/theirs?location', '', { 'x-amz-expected-bucket-owner': owner })
    expect(refusal(await expected(first))).toEqual([403, 'AccessDenied', 'Access Denied'])
    expect((await expected(second)).status).toBe(200)
  })
})

describe('condition keys of accounts', () => {
  // Each is met by who asks, and not met once the value is another.
  it.each<[string, string]>([
    ['aws:PrincipalAccount', first],
    ['aws:ResourceAccount', second],
    ['s3:ResourceAccount', second],
    ['aws:PrincipalOrgID', 'o-exampleorgid'],
    ['aws:ResourceOrgID', 'o-exampleorgid'],
    ['aws:PrincipalOrgPaths', 'o-exampleorgid/r-examplerootid111/'],
    ['aws:ResourceOrgPaths', 'o-exampleorgid/r-examplerootid111/'],
  ])('%s is %s', async (key, value) => {
    await fixture.rest(inside, 'PUT', '/theirs')
    const whoIs = async (operator: string) => {
      const response = await fixture.rest(
        inside,
        'PUT',
        '/theirs?policy',
        document({
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:ListBucket',
          Resource: 'arn:aws:s3:::theirs',
          Condition: { [operator]: { [key]: value } },
        }),
      )
      expect(response.status).toBe(204)
      return (await fixture.rest(fixture.aws.admin, 'GET', '/theirs')).status
    }
    const set = key.endsWith('Paths') ? 'ForAnyValue:' : ''
    expect(await whoIs(`${set}StringNotEquals`)).toBe(403)
    expect(await whoIs(`${set}StringEquals`)).toBe(200)
  })

  it('aws:ResourceAccount of a role is its own account', async () => {
    const keys = await user('anna', {
      ...allow('sts:AssumeRole'),
      Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
    })
    const lab = await role('Lab', { Principal: { AWS: first } })
    expect((await assume(keys, lab)).status).toBe(403)
  })
})

describe('a console link of the second account', () => {
  it('opens the console of that account, with its buckets', async () => {
    await fixture.rest(inside, 'PUT', '/theirs')
    await fixture.rest(fixture.aws.admin, 'PUT', '/ours')
    const { accessKeyId: sessionId, secretAccessKey: sessionKey, sessionToken } = inside
    const browse = (target: string, cookie?: string) =>
      fixture.aws.handle({
        method: 'GET',
        target,
        rawHeaders: ['Host', '127.0.0.1', ...(cookie === undefined ? [] : ['Cookie', cookie])],
        body: Buffer.of(),
      })
    const session = encodeURIComponent(JSON.stringify({ sessionId, sessionKey, sessionToken }))
    const asked = await browse(`/federation?Action=getSigninToken&Session=${session}`)
    const { SigninToken }: { SigninToken: string } = JSON.parse(String(asked.body))
    const destination = encodeURIComponent('https://console.aws.amazon.com/')
    const login = await browse(
      `/federation?Action=login&Destination=${destination}&SigninToken=${SigninToken}`,
    )
    const cookie = login.headers.find(([name]) => name === 'Set-Cookie')?.[1].split(';')[0]
    const page = String((await browse('/console', cookie)).body)
    expect(page).toContain(`<dd data-field="account">${second}</dd>`)
    expect(page).toMatch(/>\s*theirs\s*</)
    expect(page).not.toMatch(/>\s*ours\s*</)
  })
})
