import { describe, expect, it } from 'vitest'
import { accountId, allow, at, createIam, trust } from './iam-fixture.ts'

function tagList(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  )
}

const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))

describe('tags', () => {
  it.each([
    [{ Team: 'a', team: 'b' }, 'InvalidInput'],
    [{ 'aws:team': 'a' }, 'InvalidInput'],
    [{ ['k'.repeat(129)]: '' }, 'ValidationError'],
    [{ k: 'v'.repeat(257) }, 'ValidationError'],
    [{ 'k#': '' }, 'ValidationError'],
    [{ ...fifty, more: '' }, 'ValidationError'],
  ])('like %o are refused', (tags, code) => {
    expect(createIam().refusal('CreateUser', { UserName: 'u', ...tagList(tags) })[0]).toBe(code)
  })

  it.each(['R&D', 'a, b', 'team (red)'])('refuse %j for its characters alone', (value) => {
    const pattern = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`
    const said = (where: string, shown: string) =>
      `1 validation error detected: Value '${value}' at '${where}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${shown}`
    const { refusal } = createIam()
    expect(refusal('CreateUser', { UserName: 'u', ...tagList({ team: value }) })[2]).toBe(
      said('tags.1.member.value', `${pattern}*`),
    )
    expect(refusal('CreateUser', { UserName: 'u', ...tagList({ [value]: '' }) })[2]).toBe(
      said('tags.1.member.key', `${pattern}+`),
    )
    expect(refusal('UntagUser', { UserName: 'u', 'TagKeys.member.1': value })[2]).toBe(
      said('tagKeys.1.member', `${pattern}+`),
    )
  })

  it('are fifty to a request, and so are the keys that are taken off', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u' })
    const keys = Object.fromEntries(
      Array.from({ length: 51 }, (_, n) => [`TagKeys.member.${n + 1}`, `k${n}`]),
    )
    const said = (where: string) =>
      `1 validation error detected: Value at '${where}' failed to satisfy constraint: Member must have length less than or equal to 50`
    expect(refusal('TagUser', { UserName: 'u', ...tagList({ ...fifty, more: '' }) })).toEqual([
      'ValidationError',
      400,
      said('tags'),
    ])
    expect(refusal('UntagUser', { UserName: 'u', ...keys })).toEqual([
      'ValidationError',
      400,
      said('tagKeys'),
    ])
  })

  it('count whatever their numbers are', () => {
    const { run } = createIam()
    run('CreateUser', { UserName: 'u', 'Tags.member.7.Key': 'a', 'Tags.member.7.Value': '1' })
    run('TagUser', { UserName: 'u', ...tagList({ b: '2' }) })
    run('UntagUser', { UserName: 'u', 'TagKeys.member.3': 'b' })
    expect(at(run('ListUserTags', { UserName: 'u' }), 'Tags')).toEqual([{ Key: 'a', Value: '1' }])
  })

  it('are fifty at most, those that were there counted', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'u', ...tagList(fifty) })
    expect(refusal('TagUser', { UserName: 'u', ...tagList({ more: '' }) })[0]).toBe('LimitExceeded')
    run('TagUser', { UserName: 'u', ...tagList({ K7: 'changed' }) })
    expect(at(run('ListUserTags', { UserName: 'u' }), 'Tags')).toContainEqual({ Key: 'K7', Value: 'changed' })
  })

  it.each([
    ['User', { UserName: 'it' }, {}],
    ['Role', { RoleName: 'it' }, { AssumeRolePolicyDocument: trust({ AWS: accountId }) }],
  ] as const)('are put on, listed for and taken off a %s', (kind, named, more) => {
    const { run } = createIam()
    run(`Create${kind}`, { ...named, ...more })
    run(`Tag${kind}`, { ...named, ...tagList({ a: '1', b: '2' }) })
    run(`Untag${kind}`, { ...named, 'TagKeys.member.1': 'A', 'TagKeys.member.2': 'absent' })
    expect(run(`List${kind}Tags`, named)).toMatchObject({
      Tags: [{ Key: 'b', Value: '2' }],
      IsTruncated: false,
    })
    expect(at(run(`Get${kind}`, named), kind, 'Tags')).toEqual([{ Key: 'b', Value: '2' }])
  })

  it('are put on managed policies and OIDC providers', () => {
    const { run, refusal } = createIam()
    run('CreatePolicy', { PolicyName: 'p', PolicyDocument: allow('s3:*') })
    const policy = { PolicyArn: `arn:aws:iam::${accountId}:policy/p` }
    run('TagPolicy', { ...policy, ...tagList({ a: '1' }) })
    expect(at(run('ListPolicyTags', policy), 'Tags')).toEqual([{ Key: 'a', Value: '1' }])
    expect(refusal('TagPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })[0]).toBe(
      'InvalidInput',
    )

    run('CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com' })
    const provider = {
      OpenIDConnectProviderArn: `arn:aws:iam::${accountId}:oidc-provider/issuer.example.com`,
    }
    run('TagOpenIDConnectProvider', { ...provider, ...tagList({ a: '1' }) })
    run('UntagOpenIDConnectProvider', { ...provider, 'TagKeys.member.1': 'a' })
    expect(at(run('ListOpenIDConnectProviderTags', provider), 'Tags')).toEqual([])
  })
})
