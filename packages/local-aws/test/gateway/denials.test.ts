import { beforeEach, describe, expect, it } from 'vitest'

import { formatLogEntry } from '@hallpass/local-aws'

import {
  accountId,
  allow,
  createFixture,
  createSetup,
  createUser,
  type Fixture,
  iam,
  type Keys,
} from '../local-aws-fixture.ts'

let fixture: Fixture
let issuer: Keys
let roleArn: string

beforeEach(async () => {
  fixture = createFixture()
  ;({ issuer, roleArn } = await createSetup(fixture))
})

const line = (): string => formatLogEntry(fixture.log.at(-1)!).slice('12:00:00 '.length)
const assume = (keys: Keys = issuer) =>
  fixture.query(keys, 'sts', { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'me' })
const user = `arn:aws:iam::${accountId}:user/instruqt`
const setTrust = (PolicyDocument: string) =>
  iam(fixture, 'UpdateAssumeRolePolicy', { RoleName: 'InstruqtS3Access', PolicyDocument })

describe('the log line of a denial says', () => {
  it('that the trust policy names somebody else', async () => {
    await setTrust(allow('sts:AssumeRole', { Principal: { AWS: '999999999999' } }))
    await assume()
    expect(line()).toBe(
      `403 sts:AssumeRole ${user} ImplicitlyDenied: the trust policy of role InstruqtS3Access has no statement for ${user}`,
    )
  })

  it('which condition of the trust policy is not met', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'abc' } }
    await setTrust(allow('sts:AssumeRole', { Principal: { AWS: accountId }, Condition }))
    await assume()
    expect(line()).toBe(
      `403 sts:AssumeRole ${user} ImplicitlyDenied: the trust policy of role InstruqtS3Access does not allow sts:AssumeRole to ${user} (statement 1: Condition StringEquals sts:ExternalId abc: the request has no sts:ExternalId)`,
    )
  })

  it('that the caller’s own policies do not allow it', async () => {
    const nobody = await createUser(fixture, 'nobody')
    await assume(nobody)
    expect(line()).toBe(
      `403 sts:AssumeRole arn:aws:iam::${accountId}:user/nobody ImplicitlyDenied: no identity-based policy allows sts:AssumeRole on ${roleArn}, there is none`,
    )
  })

  it('which statement denies', async () => {
    const Statement = [{ Sid: 'NotToday', Effect: 'Deny', Action: 'sts:*', Resource: '*' }]
    await iam(fixture, 'PutUserPolicy', {
      UserName: 'instruqt',
      PolicyName: 'stop',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    })
    await assume()
    expect(line()).toBe(
      `403 sts:AssumeRole ${user} ExplicitlyDenied: statement 1 (NotToday) of the identity-based policy stop denies sts:AssumeRole on ${roleArn}`,
    )
  })

  it('what is wrong with a key', async () => {
    const { accessKeyId } = issuer
    await assume({ ...issuer, sessionToken: 'made up' })
    expect(line()).toContain('InvalidClientTokenId: a session token came with a long-term key')
    await assume({ ...issuer, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
    expect(line()).toContain('InvalidClientTokenId: there is no such access key')
    const change = { UserName: 'instruqt', AccessKeyId: accessKeyId, Status: 'Inactive' }
    await iam(fixture, 'UpdateAccessKey', change)
    await assume()
    expect(line()).toBe('403 sts:AssumeRole InvalidClientTokenId: the access key is inactive')
  })
})
