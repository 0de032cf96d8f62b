import { formatDuration } from '../../issue/index.ts'
import {
  allRoles,
  providerName,
  type DocumentOf,
  type References,
  type SetupModel,
  type SetupRole,
  type SetupTags,
} from '../model/model.ts'
import type { ExportedFile } from './exported-file.ts'

/** Numbered steps for the management console, as Markdown, with the JSON to paste. */
export function consoleStepsFiles(model: SetupModel, references: References): readonly ExportedFile[] {
  const steps = [
    ...userSteps(model),
    ...providerSteps(model),
    ...allRoles(model).flatMap((role) => roleSteps(role, references)),
    ...grantSteps(model, references),
  ]
  const undo = [
    ...allRoles(model).map(({ name }) => `IAM → Roles → ${name} → Delete.`),
    ...(model.provider
      ? [`IAM → Identity providers → ${providerName(model.provider.url)} → Delete, if nobody else uses it.`]
      : []),
    ...(model.user ? [`IAM → Users → ${model.user.name} → Delete, which takes its access key along.`] : []),
  ]
  const content = [
    `# The set-up ${model.name}, by hand`,
    '',
    "Sign in to the AWS console with an administrator's rights.",
    ...(usesAccount(model) ? [`Put your account's 12 digits in for \`${references.account}\`.`] : []),
    '',
    ...steps.map((step, index) => `${index + 1}. ${indented(step)}\n`),
    '## To take it away again',
    '',
    ...undo.map((step, index) => `${index + 1}. ${step}`),
  ].join('\n')
  return [{ name: 'steps.md', content: `${content}\n` }]
}

function userSteps({ user }: SetupModel): readonly string[] {
  if (!user) return []
  return [
    `IAM → Users → Create user. User name: \`${user.name}\`. No console access, no permissions yet. Create user.${elsewhere(user.path)}`,
    `IAM → Users → ${user.name} → Tags → Manage tags.\n\n${tagTable(user.tags)}`,
  ]
}

function providerSteps({ provider }: SetupModel): readonly string[] {
  if (!provider) return []
  const { url, audience, tags } = provider
  return [
    `IAM → Identity providers → Add provider → OpenID Connect. Provider URL: \`${url}\`. Audience: \`${audience}\`. Add the tags, then Add provider. Where there is one of that URL already: add the audience to it.\n\n${tagTable(tags)}`,
  ]
}

function roleSteps(role: SetupRole, references: References): readonly string[] {
  const { name, maxSessionDurationSeconds, managedPolicyArns, permissionsBoundaryArn, inlinePolicies } = role
  return [
    `IAM → Roles → Create role → Custom trust policy. Paste, then Next:\n\n${json(role.trust, references)}`,
    [
      managedPolicyArns.length > 0 ? 'Choose the policies' : 'Choose no policy.',
      managedPolicyArns.map((arn) => `\`${arn}\``).join(', '),
      permissionsBoundaryArn === undefined
        ? ''
        : `Set the permissions boundary \`${permissionsBoundaryArn}\`.`,
      `Next. Role name: \`${name}\`. Description: ${role.description}. Add the tags, then Create role.${elsewhere(role.path)}\n\n${tagTable(role.tags)}`,
    ]
      .filter((text) => text !== '')
      .join(' '),
    ...(maxSessionDurationSeconds === 3600
      ? []
      : [
          `IAM → Roles → ${name} → Edit. Maximum session duration: ${formatDuration(maxSessionDurationSeconds)} (${maxSessionDurationSeconds} seconds).`,
        ]),
    ...inlinePolicies.map(
      (policy) =>
        `IAM → Roles → ${name} → Add permissions → Create inline policy → JSON. Paste, then Next. Policy name: \`${policy.name}\`.\n\n${json(policy.document, references)}`,
    ),
  ]
}

function grantSteps({ user }: SetupModel, references: References): readonly string[] {
  if (!user) return []
  return [
    `IAM → Users → ${user.name} → Add permissions → Create inline policy → JSON. Paste, then Next. Policy name: \`${user.policy.name}\`.\n\n${json(user.policy.document, references)}`,
    `IAM → Users → ${user.name} → Security credentials → Create access key → Other. The secret is shown this once: put it straight into the program that vends, or encrypt it.`,
  ]
}

/** The console makes everything at `/`. */
function elsewhere(path: string): string {
  return path === '/'
    ? ''
    : ` (The console cannot make the path \`${path}\`: it will be \`/\`, and hallpass setup check says so.)`
}

function usesAccount(model: SetupModel): boolean {
  return model.issuer.kind !== 'arn' || model.revoker !== undefined
}

function json(document: DocumentOf, references: References): string {
  return ['```json', JSON.stringify(document(references), null, 2), '```'].join('\n')
}

function tagTable(tags: SetupTags): string {
  return [
    '| key | value |',
    '| --- | --- |',
    ...tags.map(({ key, value }) => `| \`${key}\` | \`${value}\` |`),
  ].join('\n')
}

/** Inside a numbered step, further lines begin under its text. */
function indented(step: string): string {
  return step.replaceAll(/\n(?=.)/g, '\n   ')
}
