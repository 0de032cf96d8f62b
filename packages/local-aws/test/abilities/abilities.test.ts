import { describe, expect, it } from 'vitest'

import {
  abilities,
  inWords,
  sampleSession,
  sentenceText,
  tellAbilities,
  words,
} from '@hallpass/local-aws/abilities'
import { parsePolicy } from '@hallpass/local-aws/policy'

const facts = sampleSession({
  roleArn: 'arn:aws:iam::123456789012:role/Lab',
  now: new Date('2026-11-23T09:00:00Z'),
})

type Statement = Readonly<Record<string, unknown>>

const policy = (...statements: readonly Statement[]) => ({
  name: 'Lab',
  policy: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity'),
})
const everything = { Effect: 'Allow', Action: '*', Resource: '*' }

/** What may be done, may not be, and is noted, in words. */
function read(told: ReturnType<typeof tellAbilities>) {
  const { may, butNot, mayNot, notes } = inWords(told, facts)
  return { may: may.map(sentenceText), butNot: butNot.map(sentenceText), mayNot, notes }
}

describe('in words, nothing is left out', () => {
  it('that is allowed by a name which has no words', () => {
    const told = tellAbilities(
      {
        identity: [
          policy({
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:AbortMultipartUpload', 's3:List*', 'glue:GetTable'],
            Resource: '*',
          }),
          policy({ Effect: 'Allow', Action: 's3:GetObjectTorrent', Resource: '*' }),
          policy({ Effect: 'Deny', Action: 's3:GetObjectTorrent', Resource: '*' }),
        ],
      },
      facts,
    )
    expect(told.beside).toEqual(['s3:AbortMultipartUpload'])
    expect(read(told).may).toEqual([
      'Amazon S3: see the names of all buckets, by name: s3:AbortMultipartUpload, s3:List*',
      'Amazon S3: see what is in buckets, read objects (every bucket of the account)',
      'glue: by name: glue:GetTable',
    ])
  })

  it('of a place within another where a Deny takes it back', () => {
    const told = tellAbilities(
      {
        identity: [
          policy(
            { Effect: 'Allow', Action: 's3:PutObject', Resource: ['arn:aws:s3:::lab/*', 'arn:aws:s3:::b/*'] },
            { Effect: 'Deny', Action: 's3:*', Resource: ['arn:aws:s3:::lab/kept/*', 'arn:aws:s3:::c/*'] },
          ),
        ],
      },
      facts,
    )
    expect(read(told)).toMatchObject({
      may: ['Amazon S3: write objects (lab/*, b/*)'],
      butNot: ['Everything in Amazon S3 (lab/kept/*)'],
    })
  })

  it('of a place by a variable that has no value, but another in its stead', () => {
    const Resource = [
      "arn:aws:s3:::lab/${aws:username, 'nobody'}/*",
      'arn:aws:s3:::lab/${aws:username}/*',
      'arn:aws:s3:::lab/${*}.txt',
    ]
    const told = tellAbilities(
      { identity: [policy({ Effect: 'Allow', Action: 's3:GetObject', Resource })] },
      facts,
    )
    expect(told.may.map(({ places }) => places)).toEqual([[Resource[0], Resource[2]]])
  })

  it('silently of policies that are too long: it is counted, and the work is bounded', () => {
    const resources = (name: string) => Array.from({ length: 3000 }, (_, n) => `arn:aws:s3:::${name}-${n}/*`)
    const long = Array.from({ length: 8 }, (_, n) =>
      policy({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: resources(`b${n}`) }),
    )
    const regions = Array.from({ length: 300 }, (_, n) => `xx-here-${n}`)
    const told = tellAbilities(
      {
        identity: [
          ...long,
          policy({
            Effect: 'Allow',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
          }),
        ],
      },
      facts,
    )
    expect(told.unread).toBeGreaterThan(20_000)
    const { may, notes } = read(told)
    expect(notes).toEqual([
      `The policies are too long to be told in full: ${told.unread} of the places, regions and actions that they name were not looked at, so that more may be allowed than is told`,
    ])
    expect(may.join('\n').length).toBeLessThan(10_000)
  })

  it('of a denial that takes everything, which is named', () => {
    const before = (moment: string) => ({
      Sid: 'Ended',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
    })
    const denied = (moment: string) =>
      read(tellAbilities({ identity: [policy(everything), policy(everything, before(moment))] }, facts))
    expect(denied('2027-01-01T00:00:00Z')).toMatchObject({
      may: [],
      notes: ['Statement 2 (Ended) of Lab denies everything'],
    })
    expect(denied('2026-01-01T00:00:00Z')).toEqual({
      may: ['Everything there is in AWS'],
      butNot: [],
      mayNot: [],
      notes: [],
    })
  })
})

describe('what limits a session limits what is told', () => {
  const s3Alone = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
  it.each([
    ['a boundary', { permissionsBoundary: s3Alone }],
    ['a session policy', { session: [s3Alone] }],
    ['a service control policy', { serviceControl: [[policy(everything)], [s3Alone]] }],
  ])('%s', (_name, more) => {
    expect(read(tellAbilities({ identity: [policy(everything)], ...more }, facts))).toMatchObject({
      may: ['Everything in Amazon S3'],
      mayNot: expect.arrayContaining(['change who may do what', 'Anything outside of Amazon S3']),
    })
  })

  it('each of several session policies allows', () => {
    const sqs = policy({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' })
    const { may } = read(tellAbilities({ identity: [policy(everything)], session: [s3Alone, sqs] }, facts))
    expect(may).toEqual(['Everything in Amazon S3', 'Everything in Amazon SQS'])
  })
})

it('what cannot be seen or is too long is written as one line of a page', () => {
  const { may } = read(
    tellAbilities(
      {
        identity: [
          policy({
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: [`arn:aws:s3:::lab/a\u202eb/*`, `arn:aws:s3:::lab/${'x'.repeat(500)}`],
          }),
        ],
      },
      facts,
    ),
  )
  expect(may).toEqual([`Amazon S3: read objects (lab/a\\u202eb/*, lab/${'x'.repeat(156)}…)`])
})

it('every ability and every service has words', () => {
  expect(Object.keys(words.abilities)).toEqual(abilities.map(({ id }) => id))
  const services = new Set(abilities.map(({ service }) => service))
  expect(Object.keys(words.services)).toEqual(expect.arrayContaining([...services]))
})
