import { describe, expect, it } from 'vitest'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { checkIssuerAccount, createModel, withExternalId } from '../../../src/setup/model/create-model.ts'
import { describeModel } from '../../../src/setup/model/describe-model.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'
import { resourcesOf } from '../../../src/setup/model/resources.ts'

const account = '123456789012'
const server = 'arn:aws:iam::210987654321:role/Server'
const modelOf = (given: SetupArguments): SetupModel => createModel(resolveInputs(given))
const trustOf = (model: SetupModel) => model.roles[0].trust(literalReferences(model, account))

describe('who may assume the role', () => {
  it('across accounts an issuer without an external id is refused', () => {
    const model = modelOf({ issuerArn: server, noExternalId: true })
    expect(() => checkIssuerAccount(model, account)).toThrow(/that needs an external id/)
    expect(() => checkIssuerAccount(model, '210987654321')).not.toThrow()
    expect(() => checkIssuerAccount(modelOf({ issuerArn: server }), account)).not.toThrow()
  })

  it('is the set-up’s user and nobody else, for what issuing needs and nothing more', () => {
    expect(trustOf(modelOf({}))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'IssueSessions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:user/instruqt` },
          Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        },
      ],
    })
  })

  it('is everybody in the account only when asked for', () => {
    expect(JSON.stringify(trustOf(modelOf({ trustAccount: true })))).toContain(
      `"arn:aws:iam::${account}:root"`,
    )
  })

  it('is the issuer that is named, with the external id, and then no user is made', () => {
    const model = modelOf({ issuerArn: server, externalId: 'lab:2026' })
    expect(trustOf(model)).toMatchObject({
      Statement: [
        {
          Principal: { AWS: server },
          Condition: { StringEquals: { 'sts:ExternalId': 'lab:2026' } },
        },
      ],
    })
    expect(model.user).toBeUndefined()
  })

  it('keeps the external id of a role that exists already', () => {
    const model = withExternalId(modelOf({ issuerArn: server }), { value: 'kept', generated: false })
    expect(JSON.stringify(trustOf(model))).toContain('{"sts:ExternalId":"kept"}')
    expect(model.roles[0].externalId?.value).toBe('kept')
  })
})

it('lets the user assume the roles that are made, and no other', () => {
  const model = modelOf({ path: '/workshops/', role: 'Lab' })
  expect(model.user?.policy.document(literalReferences(model, account))).toMatchObject({
    Statement: [
      {
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        Resource: [`arn:aws:iam::${account}:role/workshops/Lab`],
      },
    ],
  })
})

it('takes the partition from the region', () => {
  const model = modelOf({ region: 'cn-north-1', preset: ['s3-own-prefix'], bucket: 'lab-files' })
  expect(
    JSON.stringify(model.roles[0].inlinePolicies[0]?.document(literalReferences(model, account))),
  ).toContain('arn:aws-cn:s3:::lab-files/')
})

it('makes the user before the roles that trust it, and its key last', () => {
  const given = { policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'], preset: ['s3'] }
  expect(resourcesOf(modelOf(given)).map(({ kind }) => kind)).toEqual([
    'user',
    'role',
    'role-policy',
    'role-managed-policy',
    'user-policy',
    'access-key',
  ])
  expect(resourcesOf(modelOf({ ...given, issuerArn: server })).map(({ kind }) => kind)).toEqual([
    'role',
    'role-policy',
    'role-managed-policy',
  ])
})

it('marks user and roles as its own', () => {
  const { user, roles } = modelOf({ name: 'spring', tag: ['team=lab'] })
  const tags = [
    { key: 'hallpass:setup', value: 'spring' },
    { key: 'team', value: 'lab' },
  ]
  expect([user?.tags, roles[0].tags]).toEqual([tags, tags])
})

it('says in words what would be created, and warns of a role that denies nothing', () => {
  const words = (given: SetupArguments): string => {
    const inputs = resolveInputs(given)
    const model = createModel(inputs)
    return describeModel(model, inputs, literalReferences(model, account))
  }
  expect(words({ maxSessionDuration: 5400 })).toMatch(
    /handed out for at most 1h30m at a time, by user instruqt/,
  )
  expect(words({})).not.toContain('There is no preset')
  expect(words({ policyArn: ['arn:aws:iam::aws:policy/PowerUserAccess'] })).toContain(
    'nothing denies IAM, further roles or aws login',
  )
})
