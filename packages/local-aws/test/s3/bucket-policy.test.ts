import { describe, expect, it } from 'vitest'
import { uniqueId } from '../../src/base/ids.ts'
import type { User } from '../../src/model/index.ts'
import { accountId, createS3WithBucket, otherAccountId } from './s3-fixture.ts'

const userArn = `arn:aws:iam::${accountId}:user/reader`

function policy(principal: string, resource = 'arn:aws:s3:::lab/*'): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: principal }, Action: 's3:GetObject', Resource: resource },
    ],
  })
}

function reader(): User {
  return {
    name: 'reader',
    path: '/',
    id: uniqueId('AIDA', (size) => new Uint8Array(size)),
    arn: userArn,
    account: accountId,
    createdAt: new Date(0),
    tags: new Map(),
    groups: new Set(),
    inlinePolicies: new Map(),
    attachedPolicies: new Set(),
    permissionsBoundary: undefined,
  }
}

describe('a bucket policy', () => {
  it('is refused when it is no policy, names nobody, or speaks of another bucket', () => {
    const { error } = createS3WithBucket()
    const put = (body: string) => error('PUT /lab?policy', { body })
    expect([put('{').code, put('{').status]).toEqual(['MalformedPolicy', 400])
    expect(put(policy(userArn))).toMatchObject({
      code: 'MalformedPolicy',
      message: 'Invalid principal in policy',
      details: { Detail: `"AWS":"${userArn}"` },
    })
    expect(put(policy(accountId, 'arn:aws:s3:::other/*'))).toMatchObject({
      code: 'MalformedPolicy',
      message: 'Policy has invalid resource',
    })
  })

  it('is not there before it is put, nor after it is deleted', () => {
    const { refusal, send } = createS3WithBucket()
    expect(refusal('GET /lab?policy')).toEqual(['NoSuchBucketPolicy', 404])
    send('PUT /lab?policy', { body: policy(accountId) })
    send('DELETE /lab?policy')
    expect(refusal('GET /lab?policy')).toEqual(['NoSuchBucketPolicy', 404])
  })

  it('holds the id of a user, and shows the arn while the user lives', () => {
    const { send, state } = createS3WithBucket()
    const users = state.accounts.get(accountId)!.users
    users.set('reader', reader())
    send('PUT /lab?policy', { body: policy(userArn) })
    expect(send('GET /lab?policy').body).toBe(policy(userArn))
    users.delete('reader')
    expect(send('GET /lab?policy').body).toBe(policy(reader().id))
  })

  it('goes with every need on its bucket, and with the bucket’s owner', () => {
    const { needs, send } = createS3WithBucket()
    send('PUT /lab?policy', { body: policy(otherAccountId) })
    const [need] = needs('GET /lab/key', { account: otherAccountId })
    expect(need).toMatchObject({ resourceAccount: accountId, resourcePolicy: { kind: 'resource' } })
    expect(need?.context?.get('s3:ResourceAccount')).toEqual([accountId])
    expect(needs('GET /')[0]).not.toHaveProperty('resourcePolicy')
  })
})
