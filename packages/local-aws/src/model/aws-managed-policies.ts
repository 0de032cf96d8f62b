import { parsePolicy } from '../policy/index.ts'
import type { ManagedPolicy } from './state.ts'

interface Definition {
  readonly name: string
  readonly path?: string
  readonly id: string
  readonly statements: readonly object[]
}

const allow = (Action: string | readonly string[]) => ({ Effect: 'Allow', Action, Resource: '*' })

/**
 * Our own short versions: what each allows is in the spirit of AWS's policy of that name, restricted to
 * services that the local AWS has, so a test that passes here may still differ on AWS in detail.
 */
const definitions: readonly Definition[] = [
  { name: 'AdministratorAccess', id: 'ANPAIWMBCKSKIEE64ZLYK', statements: [allow('*')] },
  {
    name: 'PowerUserAccess',
    id: 'ANPAJYRXTHIB4FOVS3ZXS',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(['iam:GetRole', 'iam:ListRoles', 'iam:ListAccountAliases']),
    ],
  },
  {
    name: 'ReadOnlyAccess',
    id: 'ANPAILL3HVNFSB6DCOWYQ',
    statements: [
      allow([
        'iam:Get*',
        'iam:List*',
        'iam:Simulate*',
        's3:Get*',
        's3:List*',
        'sts:GetAccessKeyInfo',
        'sts:GetCallerIdentity',
        'sts:GetSessionToken',
      ]),
    ],
  },
  { name: 'AmazonS3FullAccess', id: 'ANPAIFIR6V6BVTRAHWINE', statements: [allow('s3:*')] },
  {
    name: 'AmazonS3ReadOnlyAccess',
    id: 'ANPAIZTJ4DXE7G6AGAE6M',
    statements: [allow(['s3:Get*', 's3:List*', 's3:Describe*'])],
  },
  {
    name: 'SignInLocalDevelopmentAccess',
    id: 'ANPALOCALSIGNINLOCALD',
    statements: [allow(['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'])],
  },
]

const madeAt = new Date('2015-02-06T18:39:46Z')

/** The policies under `arn:aws:iam::aws:policy/` that the local AWS knows, by arn. */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  definitions.map((definition) => {
    const policy = managedPolicy(definition)
    return [policy.arn, policy]
  }),
)

function managedPolicy({ name, path = '/', id, statements }: Definition): ManagedPolicy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 4)
  return {
    name,
    path,
    id,
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    createdAt: madeAt,
    updatedAt: madeAt,
    description: `Partial: written for the local AWS in the spirit of AWS's ${name}.`,
    tags: new Map(),
    defaultVersionId: 'v1',
    versions: new Map([
      ['v1', { createdAt: madeAt, document: { name, text, policy: parsePolicy(text, 'managed') } }],
    ]),
    nextVersion: 2,
  }
}
