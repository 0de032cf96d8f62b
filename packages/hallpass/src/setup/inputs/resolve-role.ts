import { join } from 'node:path'
import { HallpassError, shownValue, wordsHint } from '../../base/index.ts'
import type { RoleConfig } from '../../config/index.ts'
import { checkDuration, parseDuration } from '../../issue/index.ts'
import type { RoleInputs } from '../model/inputs.ts'
import type { SetupPolicy } from '../model/model.ts'
import type { Preset } from '../presets/preset.ts'
import { presetDocument, presets } from '../presets/presets.ts'
import { checkName } from './check-names.ts'
import { checkPolicySize } from './check-policy-size.ts'
import { readPolicyFile } from './read-policy-file.ts'
import type { SetupArguments } from './setup-arguments.ts'

/** IAM's bounds for a role's MaxSessionDuration. */
const durationBounds = { minSeconds: 3600, maxSeconds: 43_200, defaultSeconds: 3600 } as const

/** What one of a role's inline policies is called: where there are several, the name tells which it is. */
export function inlinePolicyName(role: string, policy: string, count: number): string {
  return count === 1 ? `${role}Policy` : `${role}-${policy}`
}

/**
 * One role, with its policies read and named: the role's name and `Policy` for the only one, else a name for
 * each.
 *
 * @param folder - where the configuration file's own paths begin
 * @throws HallpassError `InvalidInput`, `UsageError`, `SettingInvalid`
 */
export function resolveRole(given: SetupArguments, config: RoleConfig, folder: string): RoleInputs {
  const name = checkName(given.role ?? config.name ?? 'InstruqtS3Access', '--role')
  const files = given.policy ?? (config.policies ?? []).map((file) => join(folder, file))
  const managedPolicyArns = (given.policyArn ?? config.policyArns ?? []).map((arn) =>
    checkArn(arn, '--policy-arn'),
  )
  const boundary = given.boundary ?? config.boundary
  const named = given.preset ?? config.presets ?? (files.length + managedPolicyArns.length > 0 ? [] : ['s3'])
  const chosen = [...new Set(named)].map(presetNamed)
  const bucket = checkBucket(given.bucket ?? config.bucket, chosen)
  const own = [...new Set(files)].map(readPolicyFile)
  const policies = [
    ...chosen.map((preset) => ({ name: preset.name, document: presetDocument(preset, bucket) })),
    ...own.map(({ name: policyName, document }) => ({ name: policyName, document: () => document })),
  ]
  const inlinePolicies = policies.map((policy) => ({
    name: inlinePolicyName(name, policy.name, policies.length),
    document: policy.document,
  }))
  checkPolicies(name, inlinePolicies)
  return {
    name,
    description: config.description ?? 'Handed out for a while by hallpass',
    maxSessionDurationSeconds: checkDuration(
      given.maxSessionDuration ??
        (config.maxSessionDuration === undefined
          ? durationBounds.defaultSeconds
          : parseDuration(config.maxSessionDuration, 'maxSessionDuration')),
      durationBounds,
      '--max-session-duration',
    ),
    permissionsBoundaryArn: boundary === undefined ? undefined : checkArn(boundary, '--boundary'),
    managedPolicyArns: [...new Set(managedPolicyArns)],
    inlinePolicies,
    opensEveryBucket: bucket === undefined && chosen.some((preset) => preset.bucket === 'optional'),
    presets: chosen.map((preset) => ({ name: preset.name, summary: preset.summary })),
  }
}

function presetNamed(name: string): Preset {
  const preset = presets.find((one) => one.name === name)
  if (preset) return preset
  const names = presets.map((one) => one.name)
  throw new HallpassError('InvalidInput', `there is no preset ${shownValue(name)}`, {
    hint: wordsHint(name, names),
    facts: { name: '--preset' },
  })
}

function checkBucket(bucket: string | undefined, chosen: readonly Preset[]): string | undefined {
  const facts = { name: '--bucket' }
  const needing = chosen.find((preset) => preset.bucket === 'needed')
  if (bucket === undefined) {
    if (!needing) return undefined
    throw new HallpassError('UsageError', `the preset ${needing.name} needs --bucket`, {
      hint: 'add --bucket with the name of the bucket',
      facts,
    })
  }
  if (chosen.every((preset) => preset.bucket === 'none')) {
    throw new HallpassError('UsageError', '--bucket goes with the presets s3 and s3-own-prefix', { facts })
  }
  const form = needing ? /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ : /^[a-z0-9*][a-z0-9.*-]{0,62}$/
  if (form.test(bucket)) return bucket
  throw new HallpassError('InvalidInput', `${shownValue(bucket)} is not the name of a bucket`, {
    hint: needing
      ? `${needing.name} takes one bucket, without a pattern: lab-files`
      : 'use small letters, digits, dots and hyphens, and * for a pattern: lab-*',
    facts,
  })
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function checkArn(arn: string, flag: string): string {
  if (/^arn:[a-z0-9-]+:iam::(?:\d{12}|aws):policy\/[\x21-\x7e]{1,640}$/.test(arn)) return arn
  throw new HallpassError('InvalidInput', `${flag} ${shownValue(arn)} is not the arn of a managed policy`, {
    hint: 'it looks like arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    facts: { name: flag },
  })
}

function checkPolicies(role: string, policies: readonly SetupPolicy[]): void {
  for (const { name } of policies) {
    if (name.length > 128) {
      throw new HallpassError('InvalidInput', `the policy name ${name} is longer than the 128 that AWS takes`)
    }
  }
  const names = policies.map(({ name }) => name.toLowerCase())
  if (new Set(names).size < names.length) {
    throw new HallpassError('InvalidInput', `two policies of role ${role} have the same name`, {
      hint: 'give the files names of their own',
    })
  }
  checkPolicySize(role, policies)
}
