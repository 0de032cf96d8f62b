import type { AbilityId, Allowed } from '@hallpass/local-aws/abilities'

/** What an instructor should know before handing a role to a class. The gravest first. */
export const warningCodes = [
  'nothing-allowed',
  'everything-allowed',
  'changes-permissions',
  'takes-other-roles',
  'passes-roles',
  'renews-itself',
  'hides-traces',
  'changes-account',
  'shares-buckets',
  'reads-every-bucket',
  'changes-every-bucket',
  'reads-secrets',
  'starts-machines',
] as const

export type Warning = (typeof warningCodes)[number]

/** Abilities that are a warning wherever they are allowed, and those that are one only where it is everywhere. */
const anywhere: readonly (readonly [AbilityId, Warning])[] = [
  ['iam.change', 'changes-permissions'],
  ['sts.assume', 'takes-other-roles'],
  ['iam.pass', 'passes-roles'],
  ['signin.renew', 'renews-itself'],
  ['cloudtrail.hide', 'hides-traces'],
  ['organizations.change', 'changes-account'],
  ['account.change', 'changes-account'],
  ['s3.share', 'shares-buckets'],
  ['ec2.start', 'starts-machines'],
  ['sagemaker.make', 'starts-machines'],
]
const everywhere: readonly (readonly [AbilityId, Warning])[] = [
  ['s3.read', 'reads-every-bucket'],
  ['s3.write', 'changes-every-bucket'],
  ['s3.delete', 'changes-every-bucket'],
  ['secretsmanager.read', 'reads-secrets'],
  ['ssm.read', 'reads-secrets'],
]

/** The warnings about what is allowed, each once. */
export function warningsOf(may: readonly Allowed[], everything: boolean): Warning[] {
  const found = new Set<Warning>()
  if (may.length === 0 && !everything) found.add('nothing-allowed')
  if (everything) found.add('everything-allowed')
  for (const [id, warning] of anywhere) {
    if (may.some(({ ability }) => ability === id)) found.add(warning)
  }
  for (const [id, warning] of everywhere) {
    if (may.some((one) => one.ability === id && one.everywhere)) found.add(warning)
  }
  return warningCodes.filter((code) => found.has(code))
}
