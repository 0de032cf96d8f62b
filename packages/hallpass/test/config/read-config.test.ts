import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { configSchema } from '../../src/config/schema.ts'

let path: string
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), 'hallpass-config-')), 'hallpass.config.json')
})
afterAll(() => rmSync(join(path, '..'), { recursive: true }))

const read = (content: unknown) => {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readConfig({ path }).config
}

const refusals: ReadonlyArray<{
  readonly content: unknown
  readonly message: RegExp
  readonly hint?: string
}> = [
  { content: '{"setup": ', message: /is not JSON/ },
  { content: [], message: /has to be an object, not array/ },
  { content: null, message: /has to be an object, not null/ },
  { content: { set: {} }, message: /set is not known/, hint: 'did you mean setup?' },
  {
    content: { setup: { regoin: 'eu-west-1' } },
    message: /setup.regoin is not known/,
    hint: 'did you mean region?',
  },
  { content: { setup: { __proto__x: 1 } }, message: /setup.__proto__x is not known/ },
  { content: { setup: { user: 7 } }, message: /setup.user has to be a text, not number/ },
  { content: { setup: { user: 'two words' } }, message: /setup.user "two words" has a wrong form/ },
  {
    content: { setup: { trust: 'world' } },
    message: /setup.trust cannot be "world"/,
    hint: 'use one of user, account',
  },
  { content: { setup: { externalId: true } }, message: /setup.externalId has to be a text/ },
  { content: { setup: { externalId: 'x' } }, message: /setup.externalId "x" has a wrong form/ },
  { content: { setup: { tags: { a: 1 } } }, message: /setup.tags.a has to be a text/ },
  { content: { setup: { roles: [] } }, message: /setup.roles needs at least 1/ },
  {
    content: { setup: { roles: [{}, { presets: ['s4'] }] } },
    message: /setup.roles\[1\].presets\[0\] cannot be "s4"/,
  },
  { content: { setup: { roles: [{ presets: ['s3', 's3'] }] } }, message: /presets names one twice/ },
  {
    content: { setup: { roles: [{ description: 'x'.repeat(1001) }] } },
    message: /has 1001 characters; 1000 is the most/,
  },
]

describe('a configuration file', () => {
  it.each(refusals)('is refused: $content', ({ content, message, hint }) => {
    const failure = failureOf(() => read(content))
    expect(failure.code).toBe('SettingInvalid')
    expect(failure.message).toMatch(message)
    expect(failure.facts.file).toBe(path)
    if (hint !== undefined) expect(failure.hint).toBe(hint)
  })

  it('is told all that is wrong with it at once', () => {
    const failure = failureOf(() =>
      read({ setup: { regoin: 'eu-west-1', user: 7, roles: [{}, { presets: ['s4'], bucket: '!' }] } }),
    )
    expect(failure.message).toMatch(/: 4 things are wrong$/)
    expect(failure.hint?.split('\n')).toEqual([
      'setup.regoin is not known: did you mean region?',
      'setup.user has to be a text, not number',
      'setup.roles[1].presets[0] cannot be "s4": did you mean s3? use one of s3, s3-own-prefix, read-only',
      expect.stringMatching(/^setup\.roles\[1\]\.bucket "!" has a wrong form: /),
    ])
  })

  it('that is named has to be there', () => {
    expect(failureOf(() => readConfig({ path: '/nowhere/hallpass.config.json' })).message).toMatch(
      /does not exist/,
    )
  })

  it('is taken with a byte order mark, and with everything in it', () => {
    const full = {
      $schema: './hallpass.config.schema.json',
      setup: {
        name: 'spring',
        sourceProfile: 'admin',
        region: 'eu-west-1',
        path: '/workshops/',
        tags: { team: 'lab' },
        trust: 'user',
        issuerArn: 'arn:aws:iam::210987654321:role/Server',
        externalId: false,
        keybase: 'ada',
        roles: [
          {
            name: 'Lab',
            description: 'für Gäste',
            maxSessionDuration: '1h30m',
            presets: ['s3', 'read-only'],
            bucket: 'lab-*',
            policies: ['queues.json'],
            policyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
            boundary: 'arn:aws:iam::123456789012:policy/Guard',
          },
        ],
      },
    }
    expect(read(`\ufeff${JSON.stringify(full)}`)).toEqual(full)
  })
})

it('the schema file for editors says what is checked', () => {
  const file = new URL('../../hallpass.config.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(configSchema)
})

function failureOf(work: () => unknown): HallpassError {
  try {
    work()
  } catch (error) {
    if (error instanceof HallpassError) return error
  }
  throw new Error('nothing was refused')
}
