import { formatDuration } from '../../issue/index.ts'
import type { SetupInputs } from './inputs.ts'
import {
  ownershipTagKey,
  type DocumentOf,
  type References,
  type SetupModel,
  type SetupRole,
} from './model.ts'

/**
 * The set-up in words: what would be created, in which order, and each policy in full.
 *
 * @param references - how the account's number and arns are written
 */
export function describeModel(model: SetupModel, inputs: SetupInputs, references: References): string {
  const { user, provider, revoker, roles, name, region } = model
  const lines = [
    `The set-up ${name}, for clients in ${region}. Its user and roles carry the tag ${ownershipTagKey} = ${name}.`,
  ]
  if (provider) {
    lines.push('', `OpenID Connect provider ${provider.url}, for ${provider.audience}`)
    lines.push('  is used as it is where the account has one already; no user and no access key is made')
  }
  if (user) {
    lines.push('', `User ${user.name}${at(user.path)}`, '  has one access key, and may do this:')
    lines.push(...document(user.policy.name, user.policy.document, references))
  }
  for (const [index, role] of roles.entries()) {
    lines.push('', ...roleLines(role, model, references), ...presetLines(inputs, index))
    for (const policy of role.inlinePolicies)
      lines.push(...document(policy.name, policy.document, references))
    for (const arn of role.managedPolicyArns) lines.push(`  managed policy ${arn}`)
  }
  if (revoker) lines.push('', ...revokerLines(revoker, inputs, references))
  return `${lines.join('\n')}\n`
}

function revokerLines(
  revoker: SetupRole,
  { roles, revoker: given }: SetupInputs,
  references: References,
): readonly string[] {
  const open = roles.filter(({ permissionsBoundaryArn }) => permissionsBoundaryArn === undefined)
  const who = given?.principalArn ?? 'everybody in the account whose own policies allow it'
  return [
    `Role ${revoker.name}${at(revoker.path)}`,
    `  for hallpass revoke, taken by ${who}`,
    ...document('trust', revoker.trust, references),
    ...revoker.inlinePolicies.flatMap((policy) => document(policy.name, policy.document, references)),
    ...open.map(
      ({ name }) =>
        `  IAM cannot tell one inline policy from another: whoever has this role can write any into ${name}; a --boundary limits it`,
    ),
  ]
}

function roleLines(role: SetupRole, model: SetupModel, references: References): readonly string[] {
  const boundary = role.permissionsBoundaryArn
  return [
    `Role ${role.name}${at(role.path)}`,
    `  handed out for at most ${formatDuration(role.maxSessionDurationSeconds)} at a time, by ${issuerOf(model)}`,
    consoleLine(model),
    ...(boundary === undefined ? [] : [`  never allows more than ${boundary}`]),
    ...(role.externalId ? [`  asks for the external id ${role.externalId.value}`] : []),
    ...document('trust', role.trust, references),
  ]
}

/**
 * How long a console outlives the keys it was opened with. A chained issuer cannot ask for a longer one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
function consoleLine({ issuer }: SetupModel): string {
  if (issuer.kind === 'oidc') {
    return '  a console that is opened with the keys may outlive them, up to 12h: --console-duration of hallpass issue says how long'
  }
  return issuer.kind === 'arn' && issuer.arn.includes(':role/')
    ? '  a console that is opened with the keys ends with them'
    : '  a console that is opened with the keys outlives them: 12h, unless hallpass issue is told another (--console-duration)'
}

function presetLines({ roles }: SetupInputs, index: number): readonly string[] {
  const presets = roles[index]?.presets ?? []
  if (presets.length === 0) {
    return [
      '  There is no preset in it: nothing denies IAM, further roles or aws login, unless its policies do.',
    ]
  }
  return [
    ...presets.flatMap(({ name, summary }) => wrapped(`${name}: ${summary}`, 96, '  ')),
    ...(roles[index]?.opensEveryBucket
      ? ["  EVERY BUCKET of the account, state files and backups among them; to limit it: --bucket 'lab-*'"]
      : []),
  ]
}

function issuerOf({ issuer, user }: SetupModel): string {
  switch (issuer.kind) {
    case 'user':
      return `user ${user?.name ?? ''}`
    case 'oidc':
      return `whoever has a token of ${issuer.url}, for ${issuer.audience}, of a subject like ${issuer.subject}`
    case 'account-root':
      return 'everybody in the account whose own policies allow it, the user among them'
    default:
      return issuer.arn
  }
}

function document(name: string, documentOf: DocumentOf, references: References): readonly string[] {
  return [
    `  policy ${name}`,
    ...JSON.stringify(documentOf(references), null, 2)
      .split('\n')
      .map((line) => `    ${line}`),
  ]
}

function at(path: string): string {
  return path === '/' ? '' : `, in ${path}`
}

/** A paragraph in lines of so many characters at most, as far as its words allow. */
function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(`${indent}${line}`)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, `${indent}${line}`]
}
