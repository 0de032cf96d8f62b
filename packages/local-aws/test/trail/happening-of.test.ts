import { expect, it } from 'vitest'

import { AwsError } from '../../src/base/index.ts'
import type { Answered } from '../../src/trail/index.ts'
import { happeningOf } from '../../src/trail/happening-of.ts'

const account = '111122223333'

const keptOf = (answered: Partial<Answered>): string =>
  JSON.stringify(
    happeningOf(
      {
        at: new Date('2026-11-22T12:00:00Z'),
        requestId: '4db2ff11-c078-4bbf-9f09-f3c5db09ad42',
        action: 'sts:AssumeRole',
        caller: undefined,
        region: 'us-east-1',
        request: { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() },
        headers: new Map(),
        bodyBytes: 0,
        website: undefined,
        parameters: undefined,
        put: undefined,
        result: undefined,
        needs: [],
        response: { status: 200, headers: [], body: '' },
        refusal: undefined,
        reason: undefined,
        ...answered,
      },
      { accountOf: () => account, ownerOf: () => account },
    ),
  )

it.each<[string, Partial<Answered>]>([
  [
    'in a form, also in a list where one value is wanted',
    {
      parameters: new Map([
        ['tokenCode', 'secret-1'],
        ['WebIdentityToken.member.1', 'secret-2'],
      ]),
    },
  ],
  [
    'in JSON, however deep',
    {
      action: 'secretsmanager:PutSecretValue',
      parameters: {
        SecretString: 'secret-1',
        Deep: [{ SECRETBINARY: new Uint8Array(3) }, { rotationToken: 'secret-2' }],
      },
    },
  ],
  [
    'in an answer',
    {
      result: {
        Credentials: { SecretAccessKey: 'secret-1', SessionToken: 'secret-2' },
        More: new Map([['SessionToken', 'secret-3']]),
      },
    },
  ],
  [
    'that a refusal quotes',
    {
      parameters: new Map([['TokenCode', 'secret-1']]),
      refusal: new AwsError('ValidationError', 400, "Value 'secret-1' at 'tokenCode' is wrong"),
    },
  ],
  [
    'in a URL, a header or a body of S3',
    {
      action: 's3:PutObject',
      request: {
        method: 'PUT',
        target: '/lab/a?X-Amz-Signature=secret-1&X-Amz-Security-Token=secret-2',
        rawHeaders: [],
        body: Buffer.from('secret-3'),
      },
      headers: new Map([
        ['authorization', 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x, Signature=secret-4'],
        ['x-amz-security-token', 'secret-5'],
      ]),
    },
  ],
])('what is kept has no secret %s', (_, answered) => {
  const kept = keptOf(answered)
  expect(kept).toContain(account)
  expect(kept).not.toContain('secret-')
})

it('what is kept is small, however much came in its place', () => {
  const long = 'x'.repeat(50_000)
  const kept = keptOf({
    action: 's3:PutObject',
    region: long,
    request: { method: 'PUT', target: '/lab/a', rawHeaders: [], body: Buffer.from(long) },
    headers: new Map(['host', 'user-agent', 'x-amz-acl', 'x-amz-tagging'].map((name) => [name, long])),
    parameters: { key: long },
    needs: [{ action: 's3:PutObject', resource: long }],
    refusal: new AwsError('AccessDenied', 403, long),
    reason: long,
  })
  expect(kept.length).toBeLessThan(16_000)
})

it('a member is kept whatever it is called', () => {
  const parameters: object = JSON.parse('{"__proto__": {"a": 1}, "Name": "b"}')
  expect(JSON.parse(keptOf({ action: 'ssm:GetParameter', parameters }))).toHaveProperty(
    'parameters',
    JSON.parse('{"__proto__": {"a": 1}, "name": "b"}'),
  )
})
