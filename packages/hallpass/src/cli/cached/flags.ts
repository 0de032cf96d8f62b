import type { RequestFlags } from '../requests/with-request.ts'
import { type DryRunFlag, dryRunFlag } from '../terminal/dry-run-flag.ts'
import { sessionDurationFlag, switchFlag, textFlag, textsFlag } from '../terminal/flags.ts'
import { type VerboseFlag, verboseFlag } from '../terminal/verbose.ts'
import { viaFlag } from '../terminal/via.ts'

/** Whose session a command works with: as `hallpass issue` takes it, without what is about printing. */
export interface CachedSessionFlags extends RequestFlags, VerboseFlag, DryRunFlag {
  readonly mfaToken?: string
  readonly noCache?: boolean
}

export const cachedSessionFlags = {
  roleArn: { ...textFlag('ARN', 'the role, or its name in the config'), optional: true },
  sessionName: { ...textFlag('NAME', 'who it is for; shows in CloudTrail'), optional: true },
  duration: sessionDurationFlag('of the keys, 15m to 12h, or max'),
  via: viaFlag,
  region: { ...textFlag('REGION', 'to call, and for the keys'), optional: true },
  sourceProfile: { ...textFlag('NAME', 'the profile with your own credentials'), optional: true },
  externalId: { ...textFlag('ID', 'what the trust asks for'), optional: true },
  policy: { ...textFlag('FILE', 'a session policy, or JSON'), optional: true },
  policyArn: { ...textsFlag('ARN', 'a managed policy that narrows it'), optional: true },
  tag: { ...textsFlag('KEY=VALUE', 'a session tag'), optional: true },
  sourceIdentity: { ...textFlag('NAME', 'who is behind it, for good'), optional: true },
  mfaSerial: { ...textFlag('ARN', 'your MFA device'), optional: true },
  mfaToken: { ...textFlag('CODE', 'its six digits'), optional: true },
  mfaProcess: { ...textFlag('COMMAND', 'a command that prints them'), optional: true },
  noCache: switchFlag('ask AWS anew, and keep nothing'),
  ...dryRunFlag,
  ...verboseFlag,
} as const

export const cachedSessionAliases = { r: 'roleArn', s: 'sessionName' } as const
