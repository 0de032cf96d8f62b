import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setupPresets } from 'hallpass'
import { presetDocument, presets } from '../../../hallpass/src/setup/presets/presets.ts'
import { abilities } from '@hallpass/local-aws/abilities'
import { previewPermissions, previewWords, warningCodes } from '../../src/preview/index.ts'
import { texts } from '../../src/texts/index.ts'

const roleArn = 'arn:aws:iam::123456789012:role/Lab'
const now = new Date('2026-11-23T09:00:00Z')
const references = {
  account: '123456789012',
  partition: 'aws',
  userArn: '',
  providerArn: '',
  roleArn: () => roleArn,
}

type Statement = Readonly<Record<string, unknown>>

function document(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

interface More {
  readonly boundary?: string
  readonly sessionPolicy?: string
}

function previewOf(policies: readonly string[], { boundary, sessionPolicy }: More = {}) {
  return previewPermissions({
    roleArn,
    now,
    policies: policies.map((text, index) => ({ name: `policy-${index}`, document: text })),
    ...(boundary === undefined ? {} : { boundary: { name: 'boundary', document: boundary } }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
  })
}

function preset(name: string, bucket?: string): string {
  const found = presets.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no preset ${name}`)
  return JSON.stringify(presetDocument(found, bucket)(references))
}

const everything = { Effect: 'Allow', Action: '*', Resource: '*' }

describe('what a role may not do', () => {
  it('is everything, without a policy, and that is a warning', () => {
    const preview = previewOf([])
    expect(preview.may).toEqual([])
    expect(preview.warnings).toEqual(['nothing-allowed'])
  })

  it.each([
    ['a Deny beside it', [document(everything, { Effect: 'Deny', Action: 'iam:*', Resource: '*' })], {}],
    [
      'a NotAction that leaves it out',
      [document({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' })],
      {},
    ],
    [
      'a boundary without it',
      [document(everything)],
      { boundary: document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) },
    ],
    [
      'a session policy without it',
      [document(everything)],
      { sessionPolicy: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) },
    ],
  ])('is told by %s', (_name, policies, more) => {
    const preview = previewOf(policies, more)
    expect(preview.mayNot).toContain('iam.change')
    expect(preview.warnings).not.toContain('changes-permissions')
    expect(preview.may.map(({ ability }) => ability)).toContain('s3.read')
  })

  it('is what a policy says that AWS would not take', () => {
    const preview = previewOf(['{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}', 'no JSON'])
    expect(preview.malformed).toEqual(['policy-0', 'policy-1'])
    expect(preview.may).toEqual([])
  })

  it('is what an old denial of everybody takes, and not a later one', () => {
    const before = (moment: string) =>
      document(everything, {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
      })
    expect(previewOf([before('2027-01-01T00:00:00Z')]).may).toEqual([])
    expect(previewOf([before('2026-01-01T00:00:00Z')]).whole).toHaveLength(1)
  })
})

describe('what a role may do', () => {
  it.each([
    ['s3', undefined, ['reads-every-bucket', 'changes-every-bucket']],
    ['s3', 'lab-*', []],
    ['s3-own-prefix', 'lab', []],
    ['read-only', undefined, []],
  ] as const)('is read from the preset %s for %s', (name, bucket, warnings) => {
    const preview = previewOf([preset(name, bucket)])
    expect(preview.warnings).toEqual(warnings)
    expect(preview.malformed).toEqual([])
    expect(preview.mayNot).toEqual(expect.arrayContaining(['iam.change', 'sts.assume', 's3.share']))
  })

  it('is told of every preset there is', () => {
    expect(presets.map(({ name }) => name).toSorted()).toEqual(
      setupPresets.map(({ name }) => name).toSorted(),
    )
  })

  it('is one place, in the words of the policy', () => {
    const { may } = previewWords(previewOf([preset('s3-own-prefix', 'lab')]))
    expect(may).toEqual([
      'Amazon S3: by name: s3:GetBucketLocation (lab)',
      'Amazon S3: see what is in buckets (lab; only if s3:prefix is like (own user id)/*)',
      'Amazon S3: read objects, write objects, delete objects, by name: s3:AbortMultipartUpload, s3:ListMultipartUploadParts (lab/(own user id)/*)',
    ])
  })

  it('is everywhere, but not where a Deny or a NotResource says', () => {
    const denied = document(
      { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::logs/*' },
    )
    const left = document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::logs/*' })
    for (const text of [denied, left]) {
      expect(previewOf([text]).may).toEqual([
        expect.objectContaining({ ability: 's3.read', everywhere: true, places: ['arn:aws:s3:::logs/*'] }),
      ])
    }
  })

  it('is in some regions alone', () => {
    const elsewhere = {
      Effect: 'Deny',
      NotAction: ['iam:*', 's3:ListAllMyBuckets'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
    }
    const preview = previewOf([
      document({ Effect: 'Allow', Action: ['ec2:*', 's3:List*'], Resource: '*' }, elsewhere),
    ])
    expect(preview.may).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ability: 'ec2.start', regions: ['eu-west-1', 'eu-central-1'] }),
        expect.objectContaining({ ability: 's3.names', regions: undefined }),
      ]),
    )
    expect(previewWords(preview)).toMatchObject({
      may: expect.arrayContaining(['Everything in Amazon EC2']),
      butNot: [
        'Everything there is in AWS (except AWS IAM, s3:ListAllMyBuckets; outside of eu-west-1, eu-central-1)',
      ],
    })
  })

  it('depends on what nobody knows before', () => {
    const address = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }
    const allowed = previewOf([
      document({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: address }),
    ])
    expect(previewWords(allowed).may).toEqual([
      'Amazon S3: read objects (every bucket of the account; only if aws:SourceIp is within 203.0.113.0/24)',
    ])
    const denied = previewOf([
      document(
        { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: address },
      ),
    ])
    expect(previewWords(denied)).toMatchObject({
      may: ['Amazon S3: read objects (every bucket of the account)'],
      butNot: [
        'Amazon S3: read objects (every bucket of the account; if aws:SourceIp is within 203.0.113.0/24)',
      ],
    })
  })

  it('has services whose actions have no words of their own', () => {
    const preview = previewOf([
      document({ Effect: 'Allow', Action: ['glue:Get*', 'polly:SynthesizeSpeech'], Resource: '*' }),
    ])
    expect(preview.others).toEqual(['glue:Get*', 'polly:SynthesizeSpeech'])
    const denied = document({ Effect: 'Deny', Action: 'glue:*', Resource: '*' })
    const less = previewOf([
      document({ Effect: 'Allow', Action: ['glue:Get*', 'polly:*'], Resource: '*' }),
      denied,
    ])
    expect(less.others).toEqual([])
    expect(less.whole.map(({ service }) => service)).toEqual(['polly'])
  })

  it('is everything, with every warning there is', () => {
    const preview = previewOf([document(everything)])
    expect(previewWords(preview).may).toEqual(['Everything there is in AWS'])
    expect(preview.warnings).toEqual(warningCodes.filter((code) => code !== 'nothing-allowed'))
    expect(preview.mayNot).toEqual([])
  })

  it('has words for every warning', () => {
    expect(Object.keys(texts.preview.warnings)).toEqual([...warningCodes])
  })
})

describe('an added Deny', () => {
  const actions = abilities.flatMap((ability) => ability.actions)
  const action = fc.oneof(
    fc.constantFrom('*', 's3:*', 'ec2:Describe*', '*:Get*', 'iam:*'),
    fc.constantFrom(...actions),
  )
  const resource = fc.constantFrom(
    '*',
    'arn:aws:s3:::lab',
    'arn:aws:s3:::lab/*',
    'arn:aws:s3:::*',
    'arn:aws:iam::*:role/*',
  )
  const condition = fc.constantFrom(
    {},
    { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { Bool: { 'aws:SecureTransport': 'false' } },
    { StringLike: { 's3:prefix': '${aws:userid}/*' } },
  )
  const statement = fc.record({
    Action: fc.array(action, { minLength: 1, maxLength: 3 }),
    Resource: resource,
    Condition: condition,
  })

  it('never lets anybody do more', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), statement, (allowed, deny) => {
        const allows = allowed.map((one) => ({ Effect: 'Allow', ...one }))
        const before = previewOf([document(...allows)])
        const after = previewOf([document(...allows, { Effect: 'Deny', ...deny })])
        const ids = new Set(before.may.map(({ ability }) => ability))
        expect(after.may.filter(({ ability }) => !ids.has(ability))).toEqual([])
        const everywhere = (all: typeof before.may) =>
          new Set(all.filter((one) => one.everywhere).map(({ ability }) => ability))
        const more = [...everywhere(after.may)].filter((id) => !everywhere(before.may).has(id))
        expect(more).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})
