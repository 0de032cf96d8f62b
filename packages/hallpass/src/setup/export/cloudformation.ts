import { jsonText } from '../../base/index.ts'
import type { Json } from '../../iam/index.ts'
import {
  allRoles,
  type DocumentOf,
  type SetupModel,
  type SetupProvider,
  type SetupRole,
  type SetupTags,
  type SetupUser,
} from '../model/model.ts'
import type { ExportedFile } from './exported-file.ts'
import { markedReferences, textParts, type Reference } from './marked-text.ts'

type JsonObject = { readonly [key: string]: Json | undefined }

/**
 * A CloudFormation template, as JSON. It names its user and roles, so deploying it needs
 * `CAPABILITY_NAMED_IAM`. The secret key goes into Secrets Manager: an output can be read by everybody who may
 * describe the stack.
 */
export function cloudformationFiles(model: SetupModel): readonly ExportedFile[] {
  const ids = logicalIds(allRoles(model))
  const { user, provider } = model
  const resources: Array<readonly [id: string, resource: JsonObject]> = [
    ...(user ? userResources(user, ids) : []),
    ...(provider ? [['Provider', providerResource(provider)] as const] : []),
    ...allRoles(model).map((role) => [ids.get(role.name) ?? '', roleResource(role, ids)] as const),
    ...(user ? keyResources(model.name) : []),
  ]
  const template: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Set-up ${model.name}: ${user ? `IAM user ${user.name}, and the roles it hands out` : 'roles to hand out'}`,
    Resources: Object.fromEntries(resources),
    Outputs: outputsOf(model, ids),
  }
  return [{ name: 'cloudformation.json', content: jsonText(template) }]
}

/** CloudFormation takes letters and digits alone, and AWS names differ in more. */
function logicalIds(roles: readonly SetupRole[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const { name } of roles) {
    const id = `Role${name.replaceAll(/[^A-Za-z0-9]/g, '')}`
    const taken = new Set(ids.values())
    let unused = id
    for (let number = 2; taken.has(unused); number += 1) unused = `${id}x${number}`
    ids.set(name, unused)
  }
  return ids
}

function userResources(
  user: SetupUser,
  ids: ReadonlyMap<string, string>,
): ReadonlyArray<readonly [string, JsonObject]> {
  return [
    [
      'User',
      {
        Type: 'AWS::IAM::User',
        Properties: { UserName: user.name, Path: user.path, Tags: tagsOf(user.tags) },
      },
    ],
    // Apart from the user: it names the roles, and the roles' trust names the user.
    [
      'UserPolicy',
      {
        Type: 'AWS::IAM::UserPolicy',
        Properties: {
          UserName: { Ref: 'User' },
          PolicyName: user.policy.name,
          PolicyDocument: documentOf(user.policy.document, ids),
        },
      },
    ],
  ]
}

function providerResource({ url, audience, tags }: SetupProvider): JsonObject {
  return {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: url, ClientIdList: [audience], Tags: tagsOf(tags) },
  }
}

function roleResource(role: SetupRole, ids: ReadonlyMap<string, string>): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: role.name,
      Path: role.path,
      Description: role.description,
      MaxSessionDuration: role.maxSessionDurationSeconds,
      ...(role.permissionsBoundaryArn !== undefined && { PermissionsBoundary: role.permissionsBoundaryArn }),
      AssumeRolePolicyDocument: documentOf(role.trust, ids),
      ...(role.managedPolicyArns.length > 0 && { ManagedPolicyArns: role.managedPolicyArns }),
      ...(role.inlinePolicies.length > 0 && {
        Policies: role.inlinePolicies.map(({ name, document }) => ({
          PolicyName: name,
          PolicyDocument: documentOf(document, ids),
        })),
      }),
      Tags: tagsOf(role.tags),
    },
  }
}

function keyResources(setup: string): ReadonlyArray<readonly [string, JsonObject]> {
  return [
    ['AccessKey', { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'User' } } }],
    [
      'SecretKey',
      {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Description: `The access key of set-up ${setup}`,
          SecretString: {
            'Fn::Sub': '{"AccessKeyId":"${AccessKey}","SecretAccessKey":"${AccessKey.SecretAccessKey}"}',
          },
        },
      },
    ],
  ]
}

function outputsOf({ user, roles, revoker }: SetupModel, ids: ReadonlyMap<string, string>): JsonObject {
  const [first] = roles
  const arnOf = (role: SetupRole): JsonObject => ({
    Value: { 'Fn::GetAtt': [ids.get(role.name) ?? '', 'Arn'] },
  })
  const outputs: Array<readonly [string, JsonObject]> = [
    ['RoleArn', arnOf(first)],
    ...roles.slice(1).map((role) => [`${ids.get(role.name) ?? ''}Arn`, arnOf(role)] as const),
  ]
  if (revoker) outputs.push(['RevokerRoleArn', arnOf(revoker)])
  if (first.externalId) outputs.push(['ExternalId', { Value: first.externalId.value }])
  if (user) {
    outputs.push(
      ['AccessKeyId', { Value: { Ref: 'AccessKey' } }],
      [
        'SecretKeyArn',
        {
          Description:
            'aws secretsmanager get-secret-value --secret-id ARN --query SecretString --output text',
          Value: { Ref: 'SecretKey' },
        },
      ],
    )
  }
  return Object.fromEntries(outputs)
}

function documentOf(document: DocumentOf, ids: ReadonlyMap<string, string>): Json {
  return withFunctions(document(markedReferences), ids)
}

/** The document with `Fn::GetAtt` and `Fn::Sub` where there were marks. */
function withFunctions(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return textOf(value, ids)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => withFunctions(item, ids))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      inner === undefined ? undefined : withFunctions(inner, ids),
    ]),
  )
}

function textOf(text: string, ids: ReadonlyMap<string, string>): Json {
  const parts = textParts(text)
  const [only] = parts
  if (parts.length === 1 && typeof only === 'object') {
    const { name, attribute } = nameOf(only, ids)
    return attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] }
  }
  if (parts.every((part) => typeof part === 'string')) return text
  const inside = parts.map((part) => {
    if (typeof part === 'string') return part.replaceAll('${', '${!')
    const { name, attribute } = nameOf(part, ids)
    return `\${${attribute === undefined ? name : `${name}.${attribute}`}}`
  })
  return { 'Fn::Sub': inside.join('') }
}

function nameOf(
  reference: Reference,
  ids: ReadonlyMap<string, string>,
): { readonly name: string; readonly attribute?: string } {
  switch (reference.kind) {
    case 'account':
      return { name: 'AWS::AccountId' }
    case 'partition':
      return { name: 'AWS::Partition' }
    case 'user-arn':
      return { name: 'User', attribute: 'Arn' }
    case 'provider-arn':
      return { name: 'Provider', attribute: 'Arn' }
    default:
      return { name: ids.get(reference.role) ?? '', attribute: 'Arn' }
  }
}

function tagsOf(tags: SetupTags): Json {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }))
}

// Array.isArray does not narrow a readonly list.
function isList(value: Json & object): value is readonly Json[] {
  return Array.isArray(value)
}
