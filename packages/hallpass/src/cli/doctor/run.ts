import { existsSync } from 'node:fs'
import { configFileName } from '../../config/index.ts'
import { type Check, diagnose, type Diagnosis, type Finding } from '../../doctor/index.ts'
import { withRole } from '../issue/role.ts'
import { secondFactor } from '../issue/second-factor.ts'
import { sessionParameters, viaOf } from '../issue/session.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { checkMfaFlags } from '../terminal/mfa-code.ts'
import { withOwnProfile } from '../terminal/own-profile.ts'
import type { DoctorFlags } from './flags.ts'

/** `hallpass doctor`: what is wrong on the way from the caller's credentials to a session, first of all. */
export async function runDoctor(context: CommandContext, flags: DoctorFlags): Promise<void> {
  checkMfaFlags(context, flags, { ownDevice: flags.roleArn !== undefined || existsSync(configFileName) })
  const { env, now, signal, output } = context
  const { sourceProfile, region, consoleDuration } = flags
  const hasRole = flags.roleArn !== undefined || existsSync(configFileName)
  const factor = secondFactor(context, flags)
  const complete = (finding: Finding): Finding => ({
    ...finding,
    hint:
      (finding.cause === 'trust-mfa' ? factor.missingCode() : undefined) ??
      (finding.hint && withOwnProfile(finding.hint, sourceProfile)),
  })
  const found = await diagnose({
    sourceProfile,
    region,
    env,
    now,
    signal,
    mfaCode: factor.mfaCode,
    mfaSession: factor.mfaSession,
    consoleDurationSeconds: consoleDuration,
    onCheck: flags.json === true ? undefined : (check) => output.result(line(check)),
    request: hasRole
      ? async () => {
          const asked = { ...flags, output: 'json', force: false, link: false } as const
          const withItsRole = await withRole(context, asked)
          const { duration } = withItsRole
          const seconds = duration === 'max' ? undefined : duration
          const ofRole = secondFactor(context, withItsRole)
          return {
            ...(await sessionParameters(context, { ...withItsRole, duration: seconds }, ofRole)),
            via: viaOf(withItsRole, ofRole),
            roleArn: withItsRole.roleArn,
            sessionName: flags.sessionName ?? 'hallpass-doctor',
          }
        }
      : undefined,
  })
  const diagnosis: Diagnosis = {
    ...found,
    wrong: found.wrong && complete(found.wrong),
    warnings: found.warnings.map(complete),
  }
  if (flags.json === true) output.result(jsonText(diagnosis))
  tell(context, diagnosis, hasRole)
  if (diagnosis.wrong !== undefined) context.exitWith(exitCodes.diagnosed)
}

function line({ name, outcome, saw }: Check): string {
  return `${outcome.padEnd(8)} ${name.padEnd(12)} ${saw}\n`
}

function jsonText({ checks, wrong, warnings }: Diagnosis): string {
  const plain = { ok: wrong === undefined, wrong: wrong ?? null, warnings, checks }
  return `${JSON.stringify(plain, (_key, value: unknown) => value ?? null, 2)}\n`
}

function tell({ output }: CommandContext, { wrong, warnings }: Diagnosis, hasRole: boolean): void {
  for (const { cause, hint } of warnings) output.warning(cause, hint)
  if (wrong !== undefined) return output.error(wrong.cause, wrong.hint)
  output.note(
    hasRole ? 'nothing is wrong' : 'nothing is wrong so far; with --role-arn the role is looked at too',
  )
}
