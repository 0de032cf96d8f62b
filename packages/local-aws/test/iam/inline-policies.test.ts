import { describe, expect, it } from 'vitest'
import { allow, at, createIam, documentOfSize, trust } from './iam-fixture.ts'

const kinds = [
  { kind: 'User', limit: 2048 },
  { kind: 'Group', limit: 5120 },
  { kind: 'Role', limit: 10_240 },
] as const

describe.each(kinds)('inline policies of a $kind', ({ kind, limit }) => {
  const named = { [`${kind}Name`]: 'it' }
  const created = () => {
    const iam = createIam()
    iam.run(`Create${kind}`, {
      ...named,
      ...(kind === 'Role' ? { AssumeRolePolicyDocument: trust({ AWS: '111122223333' }) } : {}),
    })
    return iam
  }

  it('are refused when the holder does not exist', () => {
    const params = { ...named, PolicyName: 'p', PolicyDocument: allow('s3:*') }
    expect(createIam().refusal(`Put${kind}Policy`, params)).toEqual([
      'NoSuchEntity',
      404,
      `The ${kind.toLowerCase()} with name it cannot be found.`,
    ])
  })

  it('are refused when AWS would not store the document', () => {
    const { refusal } = created()
    const put = (PolicyDocument: string) =>
      refusal(`Put${kind}Policy`, { ...named, PolicyName: 'p', PolicyDocument })
    expect(put('{"Version":"2012-10-17"')[0]).toBe('MalformedPolicyDocument')
    expect(put('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}')[0]).toBe(
      'MalformedPolicyDocument',
    )
    expect(put(allow('s3:*\u{1f600}'))[0]).toBe('ValidationError')
    // Searching on from each of them for its end would take a minute.
    const open = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'${'.repeat(65_000)}` },
    })
    expect(put(open)[0]).toBe('LimitExceeded')
  })

  it(`share ${limit} characters, white space not counted`, () => {
    const { run, refusal } = created()
    const small = allow('s3:*')
    run(`Put${kind}Policy`, { ...named, PolicyName: 'a', PolicyDocument: small })
    const tooLong = documentOfSize(limit - small.length + 1)
    expect(refusal(`Put${kind}Policy`, { ...named, PolicyName: 'b', PolicyDocument: tooLong })).toEqual([
      'LimitExceeded',
      409,
      `Maximum policy size of ${limit} bytes exceeded for ${kind.toLowerCase()} it`,
    ])
    const full = documentOfSize(limit - small.length)
    run(`Put${kind}Policy`, { ...named, PolicyName: 'b', PolicyDocument: full })
    // A policy that is put again takes its own place, not more room.
    run(`Put${kind}Policy`, { ...named, PolicyName: 'b', PolicyDocument: full })
  })

  it('come back URL-encoded, character for character', () => {
    const { run } = created()
    const PolicyDocument = `{ "Version": "2012-10-17",\n "Statement": [] }`.replace(
      '[]',
      '[{ "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }]',
    )
    run(`Put${kind}Policy`, { ...named, PolicyName: 'p', PolicyDocument })
    const answer = run(`Get${kind}Policy`, { ...named, PolicyName: 'p' })
    expect(answer).toMatchObject({ ...named, PolicyName: 'p' })
    expect(decodeURIComponent(String(at(answer, 'PolicyDocument')))).toBe(PolicyDocument)
  })

  it('are listed by name, deleted once, and not found after', () => {
    const { run, refusal } = created()
    for (const PolicyName of ['b', 'a']) {
      run(`Put${kind}Policy`, { ...named, PolicyName, PolicyDocument: allow('s3:*') })
    }
    expect(at(run(`List${kind}Policies`, named), 'PolicyNames')).toEqual(['a', 'b'])
    run(`Delete${kind}Policy`, { ...named, PolicyName: 'a' })
    for (const action of [`Get${kind}Policy`, `Delete${kind}Policy`]) {
      expect(refusal(action, { ...named, PolicyName: 'a' })).toEqual([
        'NoSuchEntity',
        404,
        `The ${kind.toLowerCase()} policy with name a cannot be found.`,
      ])
    }
  })
})
