import { beforeEach, describe, expect, it } from 'vitest'

import { accountId, allow, createUser, iam, type Keys } from '../local-aws-fixture.ts'
import { createSsm, type Ssm } from './ssm-fixture.ts'

let aws: Ssm
let anna: Keys
let made: Record<string, string>
const prefix = '/aws/reference/secretsmanager/'

beforeEach(async () => {
  aws = createSsm()
  anna = await createUser(aws.fixture, 'anna')
  made = await secrets('CreateSecret', { Name: 'lab/db', SecretString: 'hush' })
})

async function secrets(action: string, input: object): Promise<Record<string, string>> {
  const response = await aws.fixture.json(aws.fixture.aws.admin, 'secretsmanager', action, input)
  return JSON.parse(String(response.body))
}

describe('a parameter that stands for a secret', () => {
  it('has its value, and all that Secrets Manager says of it', async () => {
    const asked = { Name: `${prefix}lab/db`, WithDecryption: true }
    const now = aws.fixture.clock.now.getTime() / 1000
    const { Parameter } = await aws.ssm('GetParameter', asked)
    expect(Parameter).toEqual({
      Name: asked.Name,
      Type: 'SecureString',
      Value: 'hush',
      Version: 0,
      SourceResult: expect.any(String),
      LastModifiedDate: now,
      ARN: `arn:aws:ssm:us-east-1:${accountId}:parameter${asked.Name}`,
      DataType: 'text',
    })
    expect(JSON.parse(Object(Parameter).SourceResult)).toEqual({
      ...made,
      SecretString: 'hush',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: now,
    })
  })

  it('is of the version or the stage that is asked for', async () => {
    await secrets('PutSecretValue', { SecretId: 'lab/db', SecretString: 'changed' })
    const value = async (selector: string) => {
      const asked = { Name: `${prefix}lab/db${selector}`, WithDecryption: true }
      return Object((await aws.ssm('GetParameter', asked))['Parameter']).Value
    }
    expect(await value('')).toBe('changed')
    expect(await value(':AWSPREVIOUS')).toBe('hush')
    expect(await value(`:${made['VersionId']}`)).toBe('hush')
  })

  it('is decrypted, or not shown; and one that is not there is none', async () => {
    const needed = 'WithDecryption flag must be True for retrieving a Secret Manager secret.'
    const Names = [`${prefix}lab/db`]
    expect(await aws.refused('GetParameter', { Name: Names[0] })).toEqual([
      400,
      'ValidationException',
      needed,
    ])
    expect((await aws.refused('GetParameters', { Names }))[2]).toBe(needed)
    const none = { Name: `${prefix}none`, WithDecryption: true }
    expect(await aws.refused('GetParameter', none)).toEqual([
      400,
      'ParameterNotFound',
      `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${none.Name} not found.`,
    ])
    const many = { Names: [...Names, none.Name], WithDecryption: true }
    expect(await aws.ssm('GetParameters', many)).toMatchObject({
      Parameters: [{ Value: 'hush' }],
      InvalidParameters: [none.Name],
    })
  })

  it('is none while its secret is marked for deletion, and there again when that is restored', async () => {
    const Name = `${prefix}lab/db`
    await secrets('DeleteSecret', { SecretId: 'lab/db' })
    expect(await aws.refused('GetParameter', { Name, WithDecryption: true })).toEqual([
      400,
      'ParameterNotFound',
      `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${Name} not found.`,
    ])
    expect(await aws.ssm('GetParameters', { Names: [Name], WithDecryption: true })).toMatchObject({
      Parameters: [],
      InvalidParameters: [Name],
    })
    await secrets('RestoreSecret', { SecretId: 'lab/db' })
    expect(await aws.ssm('GetParameter', { Name, WithDecryption: true })).toMatchObject({
      Parameter: { Value: 'hush' },
    })
  })

  it('is for who may read the parameter and the secret', async () => {
    const own = (...actions: string[]) =>
      iam(aws.fixture, 'PutUserPolicy', {
        UserName: 'anna',
        PolicyName: 'own',
        PolicyDocument: allow(actions),
      })
    const asked = { Name: `${prefix}lab/db`, WithDecryption: true }
    await own('ssm:*')
    expect(await aws.refused('GetParameter', asked, { keys: anna })).toEqual([
      400,
      'AccessDeniedException',
      `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform: secretsmanager:GetSecretValue on resource: lab/db because no identity-based policy allows the secretsmanager:GetSecretValue action`,
    ])
    await own('secretsmanager:*')
    expect((await aws.refused('GetParameter', asked, { keys: anna }))[2]).toContain(
      'perform: ssm:GetParameter on',
    )
    await own('ssm:GetParameter', 'secretsmanager:GetSecretValue')
    expect(await aws.ssm('GetParameter', asked, { keys: anna })).toMatchObject({
      Parameter: { Value: 'hush' },
    })
  })
})
