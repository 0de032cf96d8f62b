import { describe, expect, it } from 'vitest'
import { accountOfAccessKeyId } from '../../src/base/ids.ts'
import { accountId, at, createIam, userCaller } from './iam-fixture.ts'

describe('access keys', () => {
  it('are two at most', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    run('CreateAccessKey', { UserName: 'u' })
    run('CreateAccessKey', { UserName: 'u' })
    expect(refusal('CreateAccessKey', { UserName: 'u' })).toEqual([
      'LimitExceeded',
      409,
      'Cannot exceed quota for AccessKeysPerUser: 2',
    ])
  })

  it('of another user are not found', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    run('CreateUser', { UserName: 'other' })
    const id = String(at(run('CreateAccessKey', { UserName: 'u' }), 'AccessKey', 'AccessKeyId'))
    expect(refusal('DeleteAccessKey', { UserName: 'other', AccessKeyId: id })).toEqual([
      'NoSuchEntity',
      404,
      `The Access Key with id ${id} cannot be found.`,
    ])
  })

  it('refuse a status that is no status', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    const id = String(at(run('CreateAccessKey', { UserName: 'u' }), 'AccessKey', 'AccessKeyId'))
    expect(refusal('UpdateAccessKey', { UserName: 'u', AccessKeyId: id, Status: 'Asleep' })[0]).toBe(
      'ValidationError',
    )
  })

  it('tell their secret once, and their account always', () => {
    const { run, state } = createIam()
    run('CreateUser', { UserName: 'u' })
    const key = at(run('CreateAccessKey', { UserName: 'u' }), 'AccessKey')
    const id = String(at(key, 'AccessKeyId'))
    expect(id).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(accountOfAccessKeyId(id)).toBe(accountId)
    expect(at(key, 'SecretAccessKey')).toMatch(/^[A-Za-z0-9+/]{40}$/)
    const listed = run('ListAccessKeys', { UserName: 'u' })
    expect(JSON.stringify(listed)).not.toContain(state.accessKeys.get(id)?.secret)
  })

  it('are switched off and deleted', () => {
    const { run, state } = createIam()
    run('CreateUser', { UserName: 'u' })
    const id = String(at(run('CreateAccessKey', { UserName: 'u' }), 'AccessKey', 'AccessKeyId'))
    run('UpdateAccessKey', { UserName: 'u', AccessKeyId: id, Status: 'Inactive' })
    expect(state.accessKeys.get(id)?.status).toBe('Inactive')
    run('DeleteAccessKey', { UserName: 'u', AccessKeyId: id })
    expect(state.accessKeys.size).toBe(0)
  })

  it('are the caller’s own when no user is named', () => {
    const { run } = createIam()
    const userId = String(at(run('CreateUser', { UserName: 'me' }), 'User', 'UserId'))
    run('CreateAccessKey', {}, userCaller('me', userId))
    const listed = run('ListAccessKeys', {}, userCaller('me', userId))
    expect(at(listed, 'AccessKeyMetadata', 0, 'UserName')).toBe('me')
    expect(at(run('ListAccessKeys'), 'AccessKeyMetadata')).toEqual([])
  })

  it('say when they were last used', () => {
    const { run, refusal, state } = createIam()
    expect(refusal('GetAccessKeyLastUsed', { AccessKeyId: 'AKIAUNKNOWN' })[0]).toBe('NoSuchEntity')
    run('CreateUser', { UserName: 'u' })
    const id = String(at(run('CreateAccessKey', { UserName: 'u' }), 'AccessKey', 'AccessKeyId'))
    const before = run('GetAccessKeyLastUsed', { AccessKeyId: id })
    expect(before).toEqual({
      UserName: 'u',
      AccessKeyLastUsed: { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' },
    })
    const usedAt = new Date('2026-11-22T12:34:00Z')
    state.accessKeys.get(id)!.lastUsed = { at: usedAt, service: 's3', region: 'eu-west-1' }
    expect(at(run('GetAccessKeyLastUsed', { AccessKeyId: id }), 'AccessKeyLastUsed')).toEqual({
      LastUsedDate: usedAt,
      ServiceName: 's3',
      Region: 'eu-west-1',
    })
  })
})
