import { describe, expect, it } from 'vitest'

import {
  inWords,
  sampleSession,
  sentenceText,
  type SessionPolicies,
  tellAbilities,
} from '@hallpass/local-aws/abilities'
import { parsePolicy } from '@hallpass/local-aws/policy'

const facts = sampleSession({
  roleArn: 'arn:aws:iam::123456789012:role/Lab',
  now: new Date('2026-11-23T09:00:00Z'),
})

type Statement = Readonly<Record<string, unknown>>

const named = (statements: readonly Statement[], Version = '2012-10-17') => ({
  name: 'Lab',
  policy: parsePolicy(JSON.stringify({ Version, Statement: statements }), 'identity'),
})
const allow = (Action: string | readonly string[], more: Statement = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})
const deny = (Action: string | readonly string[], more: Statement = {}) => ({
  ...allow(Action, more),
  Effect: 'Deny',
})
const s3 = (name: string) => `arn:aws:s3:::${name}`

function read(statements: readonly Statement[], more: SessionPolicies = {}) {
  const { may, butNot, mayNot } = inWords(
    tellAbilities({ identity: [named(statements)], ...more }, facts),
    facts,
  )
  return { may: may.map(sentenceText), butNot: butNot.map(sentenceText), mayNot }
}

describe('what is denied of what is allowed is told, with when and where', () => {
  it.each([
    [
      'on a condition',
      [
        allow('s3:*'),
        deny('s3:DeleteObject', { Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      ],
      ['Everything in Amazon S3'],
      ['Amazon S3: delete objects (every bucket of the account; if aws:SourceIp is not within 10.0.0.0/8)'],
    ],
    [
      'outside of a region',
      [
        allow('*'),
        deny('ec2:RunInstances', {
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        }),
      ],
      ['Everything there is in AWS'],
      ['Amazon EC2: start machines (outside of eu-west-1)'],
    ],
    [
      'at one place, on a condition',
      [
        allow('s3:*'),
        deny('s3:DeleteObject', { Resource: s3('exam/*'), Condition: { Null: { 'aws:SourceVpc': 'true' } } }),
      ],
      ['Everything in Amazon S3'],
      ['Amazon S3: delete objects (exam/*; if there is no aws:SourceVpc)'],
    ],
    [
      'on several conditions, all of which have to be met',
      [
        allow('s3:*'),
        deny('s3:*', {
          Condition: {
            StringNotEqualsIfExists: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] },
            NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
          },
        }),
      ],
      ['Everything in Amazon S3'],
      [
        'Everything in Amazon S3 (if aws:SourceVpc is not vpc-1 nor vpc-2, and aws:SourceIp is not within 10.0.0.0/8)',
      ],
    ],
    [
      'by a pattern that begins with a wildcard',
      [allow('s3:GetObject', { Resource: s3('lab-1/*') }), deny('s3:*', { Resource: s3('*/secret/*') })],
      ['Amazon S3: read objects (lab-1/*)'],
      ['Everything in Amazon S3 (*/secret/*)'],
    ],
    [
      'by names that have no words',
      [allow('*'), deny(['sqs:ReceiveMessage', 'kms:*', 'athena:*', 'organizations:LeaveOrganization'])],
      ['Everything there is in AWS'],
      [
        'Everything in AWS KMS',
        'Everything in athena',
        'Amazon SQS: send and take messages (ReceiveMessage alone)',
        'AWS Organizations: change the organization (LeaveOrganization alone)',
      ],
    ],
    [
      'but not where it takes nothing',
      [allow('s3:GetObject', { Resource: s3('lab/*') }), deny('s3:*', { Resource: s3('other/*') })],
      ['Amazon S3: read objects (lab/*)'],
      [],
    ],
  ])('%s', (_name, statements, may, butNot) => {
    expect(read(statements)).toMatchObject({ may, butNot })
  })

  it('as all that is left, where it spares some', () => {
    const statements = [allow('*'), { Effect: 'Deny', NotAction: ['s3:*', 'athena:*'], Resource: '*' }]
    const { may, butNot } = read(statements)
    expect([may, butNot]).toEqual([['Everything in Amazon S3', 'Everything in athena'], []])
  })
})

describe('what is allowed is told as it is', () => {
  it('without the condition that stands by what is more', () => {
    const home = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
    expect(read([allow('s3:*', { Condition: home }), allow('s3:GetObject')]).may).toEqual([
      'Everything in Amazon S3 (only if aws:SourceIp is within 10.0.0.0/8)',
      'Amazon S3: read objects (every bucket of the account)',
    ])
  })

  it('on either of the conditions of two statements, each by itself', () => {
    const { may } = read([
      allow('sqs:*', { Condition: { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } } }),
      allow('sqs:*', { Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': ['a*', 'b'] } } }),
    ])
    expect(may).toEqual([
      'Everything in Amazon SQS (only if aws:SourceVpc is vpc-1, or there is none)',
      'Everything in Amazon SQS (only if each of aws:TagKeys is like a* or b, or there is none)',
    ])
  })

  it('where ? stands for one character', () => {
    const told = tellAbilities(
      { identity: [named([allow('s3:GetObject', { Resource: s3('lab-?/*') })])] },
      facts,
    )
    expect(told.may.map(({ ability }) => ability)).toEqual(['s3.read'])
    expect(inWords(told, facts).may.map(sentenceText)).toEqual(['Amazon S3: read objects (lab-?/*)'])
  })

  it('where patterns of a role and of what limits it meet', () => {
    const limit = named([allow('s3:GetObject', { Resource: s3('*-1/*') })])
    const statements = [allow('s3:*', { Resource: s3('lab-*') })]
    for (const more of [{ session: [limit] }, { permissionsBoundary: limit }]) {
      expect(read(statements, more).may).toEqual(['Amazon S3: read objects (lab-* that is also *-1/*)'])
      const told = tellAbilities({ identity: [named(statements)], ...more }, facts)
      expect(told.may.map(({ ability }) => ability)).toEqual(['s3.read'])
    }
    const apart = { session: [named([allow('s3:GetObject', { Resource: s3('exam-*') })])] }
    expect(read(statements, apart).may).toEqual([])
  })

  it('of which actions of an ability it is', () => {
    expect(read([allow(['dynamodb:CreateTable', 'ssm:PutParameter', 'ssm:DeleteParameter'])]).may).toEqual([
      'Amazon DynamoDB: make and remove tables (CreateTable alone)',
      'AWS Systems Manager: write and delete parameters',
    ])
  })

  it('by name, with where and when', () => {
    const workgroup = 'arn:aws:athena:*:*:workgroup/lab'
    const home = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
    const { may, mayNot } = read([
      allow('athena:Get*', { Resource: workgroup, Condition: home }),
      allow(['lambda:List*', 'lambda:Add*']),
    ])
    expect(may).toEqual([
      'athena: by name: athena:Get* (workgroup/lab; only if aws:SourceIp is within 10.0.0.0/8)',
      'AWS Lambda: see functions, by name: lambda:List*, lambda:Add*',
    ])
    expect(mayNot).toContain('Anything outside of athena, AWS Lambda')
  })

  it('and nothing is said to be missing of what is allowed without a name', () => {
    const { may, mayNot } = read([
      allow('s3:GetObject'),
      { Effect: 'Allow', NotAction: 's3:*', Resource: 'arn:aws:athena:*:*:workgroup/lab' },
    ])
    expect(may).toContain('Everything there is in AWS (but not Amazon S3; arn:aws:athena:*:*:workgroup/lab)')
    expect(mayNot.filter((text) => text.startsWith('Anything outside'))).toEqual([])
  })

  it('in whose account and in which region', () => {
    expect(
      read([
        allow('sts:AssumeRole', {
          Resource: ['arn:aws:iam::999999999999:role/admin', 'arn:aws:iam::123456789012:role/own'],
        }),
        allow('dynamodb:CreateTable', { Resource: 'arn:aws:dynamodb:eu-west-1:*:table/lab' }),
      ]).may,
    ).toEqual([
      'AWS STS: become another role (role/admin of account 999999999999, role/own)',
      'Amazon DynamoDB: make and remove tables (CreateTable alone) (table/lab in eu-west-1)',
    ])
  })

  it('without variables, in a policy of 2008', () => {
    const old = named([allow('s3:GetObject', { Resource: s3('lab/${aws:username}/*') })], '2008-10-17')
    const { may } = inWords(tellAbilities({ identity: [old] }, facts), facts)
    expect(may.map(sentenceText)).toEqual(['Amazon S3: read objects (lab/${aws:username}/*)'])
  })
})
