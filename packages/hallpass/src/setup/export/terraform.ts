import type { SetupInputs } from '../model/inputs.ts'
import {
  allRoles,
  type DocumentOf,
  type SetupModel,
  type SetupRole,
  type SetupTags,
  type SetupUser,
} from '../model/model.ts'
import type { ExportedFile } from './exported-file.ts'
import { hclDocument, HclCall, HclExpression, renderBlock, type HclBlock, type HclValue } from './hcl.ts'
import { markedReferences, usedReferences } from './marked-text.ts'
import { terraformNames, unusedLabel, type TerraformNames } from './terraform-names.ts'
import { terraformOutputs } from './terraform-outputs.ts'
import { terraformVariables } from './terraform-variables.ts'

/**
 * A root configuration for Terraform 1.2 or later and version 5 of its AWS provider, with the variables `aws`,
 * `keybase` and `region` of old. `terraform fmt` leaves it as it is.
 */
export function terraformFiles(model: SetupModel, inputs: SetupInputs): readonly ExportedFile[] {
  const names = terraformNames(model)
  const files: ReadonlyArray<readonly [name: string, blocks: readonly HclBlock[]]> = [
    ['versions.tf', [versionsOf(model)]],
    ['variables.tf', terraformVariables(model, inputs)],
    [
      'main.tf',
      [
        provider,
        ...dataSources(model),
        ...providerBlocks(model),
        ...(model.user ? userBlocks(model.user, names) : []),
      ],
    ],
    ['roles.tf', allRoles(model).flatMap((role) => roleBlocks(role, model, names))],
    ['outputs.tf', terraformOutputs(model, names)],
  ]
  return files.map(([name, blocks]) => ({
    name,
    content: `${blocks.map((block) => renderBlock(block)).join('\n\n')}\n`,
  }))
}

/** From 5.81 on a provider of OpenID Connect needs no thumbprint. */
function versionsOf({ provider: issuer }: SetupModel): HclBlock {
  const version = issuer ? '~> 5.81' : '~> 5.0'
  return {
    header: 'terraform',
    arguments: [['required_version', '>= 1.2']],
    blocks: [{ header: 'required_providers', arguments: [['aws', { source: 'hashicorp/aws', version }]] }],
  }
}

const provider: HclBlock = {
  header: 'provider "aws"',
  arguments: [
    ['profile', new HclExpression('var.aws == "" ? null : var.aws')],
    ['region', new HclExpression('var.region')],
  ],
}

function dataSources(model: SetupModel): readonly HclBlock[] {
  const used = usedReferences(model)
  const sources: string[] = []
  if (used.has('account') || foreignAccount(model) !== undefined) sources.push('aws_caller_identity')
  if (used.has('partition')) sources.push('aws_partition')
  return sources.map((source) => ({ header: `data "${source}" "current"`, arguments: [] }))
}

function providerBlocks({ provider: issuer }: SetupModel): readonly HclBlock[] {
  if (!issuer) return []
  return [
    {
      header: 'resource "aws_iam_openid_connect_provider" "issuer"',
      arguments: [
        ['url', issuer.url],
        ['client_id_list', [issuer.audience]],
        ['tags', tagsOf(issuer.tags)],
      ],
    },
  ]
}

function userBlocks(user: SetupUser, names: TerraformNames): readonly HclBlock[] {
  const { user: label } = names
  const userName = new HclExpression(`aws_iam_user.${label}.name`)
  return [
    {
      header: `resource "aws_iam_user" "${label}"`,
      arguments: [
        ['name', user.name],
        ['path', user.path],
        ['tags', tagsOf(user.tags)],
      ],
    },
    {
      header: `resource "aws_iam_user_policy" "${label}_assume_role"`,
      arguments: [
        ['name', user.policy.name],
        ['user', userName],
        ['policy', documentOf(user.policy.document, names)],
      ],
    },
    {
      header: `resource "aws_iam_access_key" "${label}"`,
      arguments: [
        ['user', userName],
        ['pgp_key', new HclExpression('var.pgp_key == "" ? "keybase:${var.keybase}" : local.pgp_key')],
      ],
      // Without a reader the provider would keep the secret in its state, for everybody to read.
      blocks: [
        {
          header: 'lifecycle',
          arguments: [],
          blocks: [
            {
              header: 'precondition',
              arguments: [
                ['condition', new HclExpression('var.keybase != "" || var.pgp_key != ""')],
                ['error_message', 'Set keybase or pgp_key: the secret key is stored encrypted only.'],
              ],
            },
          ],
        },
      ],
    },
  ]
}

function roleBlocks(role: SetupRole, model: SetupModel, names: TerraformNames): readonly HclBlock[] {
  const label = names.role(role.name)
  const roleName = new HclExpression(`aws_iam_role.${label}.name`)
  const taken = new Set<string>()
  const nextLabel = (name: string): string => {
    const unused = unusedLabel(`${label}_${name}`, taken)
    taken.add(unused)
    return unused
  }
  return [
    {
      header: `resource "aws_iam_role" "${label}"`,
      arguments: [
        ['name', role.name],
        ['path', role.path],
        ['description', role.description],
        ['max_session_duration', role.maxSessionDurationSeconds],
        ...(role.permissionsBoundaryArn === undefined
          ? []
          : ([['permissions_boundary', role.permissionsBoundaryArn]] as const)),
        ['assume_role_policy', documentOf(role.trust, names)],
        ['tags', tagsOf(role.tags)],
      ],
      blocks: role === model.revoker ? [] : sameAccount(model),
    },
    ...role.inlinePolicies.map(({ name, document }) => ({
      header: `resource "aws_iam_role_policy" "${nextLabel(name.replace(role.name, '').replace(/^-/, '') || name)}"`,
      arguments: [
        ['name', name],
        ['role', roleName],
        ['policy', documentOf(document, names)],
      ] as const,
    })),
    ...role.managedPolicyArns.map((arn) => ({
      header: `resource "aws_iam_role_policy_attachment" "${nextLabel(arn.split('/').at(-1) ?? '')}"`,
      arguments: [
        ['role', roleName],
        ['policy_arn', arn],
      ] as const,
    })),
  ]
}

/** The account in which the roles have to be, where the trust has no external id for another one. */
function foreignAccount({ issuer, roles }: SetupModel): string | undefined {
  return issuer.kind === 'arn' && roles.some(({ externalId }) => !externalId) ? issuer.account : undefined
}

function sameAccount(model: SetupModel): readonly HclBlock[] {
  const account = foreignAccount(model)
  if (account === undefined) return []
  const condition = new HclExpression(`data.aws_caller_identity.current.account_id == "${account}"`)
  return [
    {
      header: 'lifecycle',
      arguments: [],
      blocks: [
        {
          header: 'precondition',
          arguments: [
            ['condition', condition],
            ['error_message', 'The issuer is in another account: that needs an external id.'],
          ],
        },
      ],
    },
  ]
}

function documentOf(document: DocumentOf, names: TerraformNames): HclValue {
  return new HclCall('jsonencode', hclDocument(document(markedReferences), names.expression))
}

function tagsOf(tags: SetupTags): HclValue {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}
