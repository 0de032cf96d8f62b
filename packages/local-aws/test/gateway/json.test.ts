import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'

import type { RawResponse } from '@hallpass/local-aws'

import {
  blob,
  flag,
  integer,
  jsonAction,
  jsonResponse,
  listOf,
  mapOf,
  required,
  structure,
  text,
} from '../../src/protocol/index.ts'
import { createFixture, type Fixture, jsonRefusal } from '../local-aws-fixture.ts'

const header = (response: RawResponse, name: string): string | undefined =>
  response.headers.find(([key]) => key.toLowerCase() === name)?.[1]

describe('the input of the JSON protocol', () => {
  const action = jsonAction('lab', {
    name: 'Do',
    input: {
      Name: required(text({ minLength: 1, maxLength: 4 })),
      Count: integer({ min: 1, max: 9 }),
      Big: integer({}, 'a Long'),
      Kind: text({ oneOf: ['A', 'B'] }),
      Secret: text({ maxLength: 2, hidden: true }),
      On: flag,
      Bytes: blob({ maxLength: 3 }),
      Names: listOf(text({ minLength: 2 }), { minLength: 1, maxLength: 2 }),
      Tags: listOf(structure({ Key: required(text({ minLength: 1 })), Value: text() })),
      Labels: mapOf(text({ maxLength: 2 }), { maxLength: 1 }),
    },
    refuses: ['Replicas'],
    needs: () => [],
    run: (_, input) => ({ ...input }),
  })
  const problem = (body: object): readonly [string, string] => {
    try {
      action.read(body)
    } catch (error) {
      if (error instanceof Error && 'code' in error) return [String(error.code), error.message]
      throw error
    }
    return ['', '']
  }
  const invalid = (count: number, problems: string) => [
    'ValidationException',
    `${count} validation ${count === 1 ? 'error' : 'errors'} detected: ${problems}`,
  ]

  it('misses what has to be there, null as well', () => {
    const missing = invalid(1, "Value null at 'name' failed to satisfy constraint: Member must not be null")
    expect(problem({})).toEqual(missing)
    expect(problem({ Name: null })).toEqual(missing)
    expect(problem(JSON.parse('{"__proto__":{"Name":"a"}}'))).toEqual(missing)
    expect(problem({ Name: 'a', Tags: [{}] })).toEqual(
      invalid(1, "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null"),
    )
  })

  it.each([
    [{ Name: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ Name: 1.5 }, 'DECIMAL_VALUE can not be converted to a String'],
    [{ Name: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ Name: [] }, 'Start of list found where not expected'],
    [{ Name: {} }, 'Start of structure or map found where not expected.'],
    [{ Name: 'a', Count: '1' }, 'STRING_VALUE can not be converted to an Integer'],
    [{ Name: 'a', Count: 1e300 }, 'NUMBER_VALUE can not be converted to an Integer'],
    [{ Name: 'a', Big: '1' }, 'STRING_VALUE can not be converted to a Long'],
    [{ Name: 'a', On: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
    [{ Name: 'a', On: 0 }, 'NUMBER_VALUE can not be converted to a Boolean'],
    [{ Name: 'a', Bytes: '%' }, ''],
    [{ Name: 'a', Names: 'ab' }, 'Expected list or null'],
    [{ Name: 'a', Tags: ['b'] }, 'Expected map or structure, or null'],
    [{ Name: 'a', Labels: [] }, 'Expected map or structure, or null'],
  ])('that is of another kind, as %j, is refused', (body, message) => {
    expect(problem(body)).toEqual(['SerializationException', message])
  })

  it('that breaks constraints is refused for all of it at once, and a secret is not shown', () => {
    const must = 'failed to satisfy constraint: Member must'
    expect(
      problem({
        Name: '',
        Count: 10,
        Kind: 'C',
        Secret: 'hush',
        Bytes: 'AAAAAA==',
        Names: ['a', 'bc', 'de'],
        Labels: { a: 'xyz', b: 'z' },
      }),
    ).toEqual(
      invalid(
        9,
        [
          `Value '' at 'name' ${must} have length greater than or equal to 1`,
          `Value '10' at 'count' ${must} have value less than or equal to 9`,
          `Value 'C' at 'kind' ${must} satisfy enum value set: [A, B]`,
          `Value at 'secret' ${must} have length less than or equal to 2`,
          `Value at 'bytes' ${must} have length less than or equal to 3`,
          `Value '[a, bc, de]' at 'names' ${must} have length less than or equal to 2`,
          `Value 'a' at 'names.1.member' ${must} have length greater than or equal to 2`,
          `Value at 'labels' ${must} have length less than or equal to 1`,
          `Value 'xyz' at 'labels.a.member' ${must} have length less than or equal to 2`,
        ].join('; '),
      ),
    )
  })

  it('of which there is no end is not looked at to its end, and the refusal of it has one', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index)
    const [code, message] = problem({ Name: 'a', Tags: many.map(() => ({ Key: '' })) })
    expect([code, message.slice(0, 32)]).toEqual(['ValidationException', '100 validation errors detected: '])
    expect(message.length).toBeLessThan(20_000)
    const bound =
      "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 10000"
    expect(problem({ Name: 'a', Tags: many.map(() => ({ Key: 'k' })) })).toEqual(invalid(1, `Value ${bound}`))
    const tooLong = 'failed to satisfy constraint: Member must have length less than or equal to'
    // The third is of the wrong kind, and nothing asks.
    expect(problem({ Name: 'a', Names: ['ab', 'c'.repeat(5000), 7] })).toEqual(
      invalid(1, `Value '[ab, ${'c'.repeat(4091)}…' at 'names' ${tooLong} 2`),
    )
    expect(problem({ Name: 'a', Labels: { ['k'.repeat(5000)]: 'xyz', b: 7 } })).toEqual(
      invalid(2, `Value at 'labels' ${tooLong} 1; Value 'xyz' at 'labels.${'k'.repeat(4089)}…' ${tooLong} 2`),
    )
  })

  it('that AWS has and nothing here reads is refused by name, unless it asks for nothing', () => {
    expect(problem({ Name: 'a', Replicas: ['b'] })).toEqual([
      'NotImplemented',
      'The local AWS does not have the parameter Replicas of the action lab:Do.',
    ])
    for (const nothing of [false, null, []])
      expect(problem({ Name: 'a', Replicas: nothing })).toEqual(['', ''])
  })

  it('that AWS does not know either is passed over; the rest is what it was', async () => {
    const { run } = action.read({
      Name: 'a',
      Count: 9,
      On: false,
      Bytes: 'aGk=',
      Names: ['ab', null],
      Tags: [{ Key: 'k', Value: null, More: 1 }],
      Labels: { constructor: 'x' },
      Nonsense: 1,
    })
    expect(await run(Object.create(null))).toEqual({
      Name: 'a',
      Count: 9,
      On: false,
      Bytes: Buffer.from('hi'),
      Names: ['ab'],
      Tags: [{ Key: 'k' }],
      Labels: new Map([['constructor', 'x']]),
    })
  })

  it('is named by its members', () => {
    expect(action.members).toEqual([
      'Name',
      'Count',
      'Big',
      'Kind',
      'Secret',
      'On',
      'Bytes',
      'Names[]',
      'Tags[].Key',
      'Tags[].Value',
      'Labels{}',
    ])
  })
})

describe('an answer of the JSON protocol', () => {
  it('has moments in seconds, bytes in base64, maps as objects, and nothing that is not there', () => {
    const { status, headers, body } = jsonResponse(
      { version: '1.1', message: 'message' },
      {
        At: new Date('2026-11-22T12:00:00.250Z'),
        Bytes: Buffer.from('hi'),
        Map: new Map([['__proto__', ['a', { B: undefined, C: true }]]]),
        None: undefined,
      },
      'id',
    )
    expect([status, headers]).toEqual([
      200,
      [
        ['Content-Type', 'application/x-amz-json-1.1'],
        ['x-amzn-RequestId', 'id'],
      ],
    ])
    expect(body).toBe('{"At":1795348800.25,"Bytes":"aGk=","Map":{"__proto__":["a",{"C":true}]}}')
  })

  it('holds any text as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { body } = jsonResponse({ version: '1.0', message: 'message' }, { value }, '')
        expect(JSON.parse(String(body))).toEqual({ value })
      }),
    )
  })
})

describe('a request of the JSON protocol', () => {
  let fixture: Fixture
  beforeEach(() => {
    fixture = createFixture()
  })
  const admin = () => fixture.aws.admin

  it('for an action that AWS has, and the local AWS has not, answers 501 with its name', async () => {
    const response = await fixture.json(admin(), 'ssm', 'SendCommand')
    expect(jsonRefusal(response)).toEqual([
      501,
      'NotImplemented',
      'The local AWS does not have the action ssm:SendCommand.',
    ])
    expect(header(response, 'content-type')).toBe('application/x-amz-json-1.1')
    expect(header(response, 'x-amzn-errortype')).toBe('NotImplemented')
    expect(header(response, 'x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(fixture.log.at(-1)).toMatchObject({ action: 'ssm:SendCommand', errorCode: 'NotImplemented' })
  })

  it('for a service that is not there is answered likewise, in its own version', async () => {
    const response = await fixture.json(
      admin(),
      'states',
      'ListStateMachines',
      {},
      {
        headers: { 'content-type': 'application/x-amz-json-1.0' },
      },
    )
    expect(jsonRefusal(response)).toEqual([
      501,
      'NotImplemented',
      'The local AWS does not have the action states:ListStateMachines.',
    ])
    expect(header(response, 'content-type')).toBe('application/x-amz-json-1.0')
  })

  it.each([
    'AmazonSSM.Nonsense',
    'AmazonSSM',
    'secretsmanager.GetSecretValue',
    'AmazonSSM.',
    '.',
    'AmazonSSM.a/b',
  ])('whose target, %s, is no action of its service is refused without a sentence', async (target) => {
    const response = await fixture.json(admin(), 'ssm', '', {}, { headers: { 'x-amz-target': target } })
    expect(jsonRefusal(response)).toEqual([400, 'UnknownOperationException', undefined])
    expect(Object.keys(JSON.parse(String(response.body)))).toEqual(['__type'])
  })

  it('of a key that nobody has is refused as the JSON protocol calls it', async () => {
    const nobody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }
    expect(jsonRefusal(await fixture.json(nobody, 'ssm', 'GetParameter'))).toEqual([
      400,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ])
    expect(fixture.log.at(-1)?.errorCode).toBe('UnrecognizedClientException')
  })

  it('with a wrong signature, or an old one, is refused likewise', async () => {
    const wrong = { ...admin(), secretAccessKey: 'x' }
    const [status, code, message] = jsonRefusal(await fixture.json(wrong, 'secretsmanager', 'ListSecrets'))
    expect([status, code]).toEqual([400, 'InvalidSignatureException'])
    expect(message).toContain('The request signature we calculated does not match')
  })

  it('that nobody signed misses its token; a page of another origin is refused before that', async () => {
    const ask = (...headers: string[]) =>
      fixture.aws.handle({
        method: 'POST',
        target: '/',
        rawHeaders: [
          'Host',
          'localhost',
          'Content-Type',
          'application/x-amz-json-1.1',
          'X-Amz-Target',
          'AmazonSSM.GetParameter',
          ...headers,
        ],
        body: Buffer.from('{}'),
      })
    expect(jsonRefusal(await ask())).toEqual([
      400,
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ])
    expect(fixture.log.at(-1)?.action).toBe('ssm:GetParameter')
    expect(jsonRefusal(await ask('Origin', 'https://evil.example.com'))[1]).toBe('AccessDeniedException')
  })

  it('that is too long is refused in JSON', async () => {
    const response = await fixture.json(
      admin(),
      'ssm',
      'GetParameter',
      Buffer.alloc(16 * 1024 * 1024 + 1, 32),
    )
    expect(jsonRefusal(response)).toEqual([413, 'RequestEntityTooLarge', 'The request body is too large.'])
  })
})
