import { HallpassError, type ErrorCode } from '../base/index.ts'
import { aboutCaller, awsSentence, explainCallerRefusal, isMfaRefusal, type Caller } from '../caller/index.ts'
import type { RoleArn } from '../settings/index.ts'
import { formatDuration } from './duration.ts'

/** What a refusal of AssumeRole is explained from. */
export interface Attempt {
  readonly role: RoleArn
  readonly durationSeconds: number
  readonly caller: Caller
}

/**
 * Turns what AWS (or the network) answered to AssumeRole into what the caller can do about it: the same
 * code and facts, with a message about this attempt and a hint.
 */
export function explainRefusal(error: unknown, attempt: Attempt): unknown {
  if (!(error instanceof HallpassError)) return error
  const advice = explanations[error.code]?.(error, attempt)
  if (!advice) return explainCallerRefusal(error, attempt.caller)
  return new HallpassError(error.code, advice.message ?? error.message, {
    hint: advice.hint ?? error.hint,
    cause: error,
    facts: error.facts,
  })
}

/** A session of a role's session is asked for that is longer than AWS's hour. */
export function overChainedMaximum(durationSeconds: number, source: string): HallpassError {
  return new HallpassError(
    'DurationOverChainedMaximum',
    `a session made from another role's session lasts 1h at most, and ${formatDuration(durationSeconds)} was asked for`,
    { hint: [`your own credentials come from ${source}`, ...liftingTheHour].join('\n') },
  )
}

/** What to do about AWS's hour. Source: "Roles terms and concepts", role chaining, IAM user guide. */
const liftingTheHour = [
  'AWS ends what a role makes of a role after one hour, whatever the roles allow; use --duration 1h',
  "longer, up to the role's maximum: assume it in one step, with an IAM user's key (--source-profile) or a web identity token (--web-identity-token-file)",
  'or have the keys renewed while you work, by hallpass exec --server, or hallpass process as a credential_process',
]

/** Says which role of a chain it was that was refused. */
export function refusedAtHop(
  error: unknown,
  hop: { readonly number: number; readonly of: number; readonly role: RoleArn },
): unknown {
  if (!(error instanceof HallpassError)) return error
  const { number, of, role } = hop
  return new HallpassError(
    error.code,
    `role ${number} of ${of} in the chain, ${role.roleName}: ${error.message}`,
    {
      hint: error.hint,
      cause: error,
      facts: error.facts,
    },
  )
}

function profileFlag({ source }: Caller): string {
  return source.profile !== undefined && /^[\w@+.%:/][\w@+.%:/-]*$/.test(source.profile)
    ? ` --source-profile ${source.profile}`
    : ''
}

interface Advice {
  readonly message?: string
  readonly hint?: string | undefined
}
type Explanation = (error: HallpassError, attempt: Attempt) => Advice | undefined

const explanations: Partial<Record<ErrorCode, Explanation>> = {
  AccessDenied: (error, { role, caller }) =>
    isMfaRefusal(error)
      ? undefined
      : {
          message: `AWS refused: ${awsSentence(error) ?? `you may not assume ${role.arn}`}`,
          hint: [
            ...aboutCaller(error, role),
            `AWS does not say why; one of these is the case:`,
            `- the role does not exist: aws iam get-role --role-name ${role.roleName}`,
            ...(caller.source.kind === 'web-identity'
              ? [
                  `- its trust policy does not name the token's issuer (Federated), its audience or its subject`,
                ]
              : [
                  `- its trust policy does not name you, or asks for an external id, a tag or MFA`,
                  `- your own policies do not allow sts:AssumeRole on ${role.arn}`,
                ]),
            `- it was all set up less than a minute ago: try again`,
            `to find out which: hallpass doctor --role-arn ${role.arn}${profileFlag(caller)}`,
          ].join('\n'),
        },
  DurationOverRoleMaximum: (_error, { role, durationSeconds }) => ({
    message: `${formatDuration(durationSeconds)} is longer than role ${role.roleName} allows (its MaxSessionDuration)`,
    hint: [
      'use a shorter --duration (1h always works), or raise the maximum:',
      `aws iam update-role --role-name ${role.roleName} --max-session-duration ${durationSeconds}`,
    ].join('\n'),
  }),
  DurationOverChainedMaximum: (_error, { caller, durationSeconds }) =>
    overChainedMaximum(durationSeconds, caller.source.description),
  RegionDisabled: (_error, { role, caller: { region } }) => {
    const other = role.partition.defaultRegion
    return {
      message: `STS is not active in ${region} for account ${role.account}`,
      hint: `use another region${other === region ? '' : `: --region ${other}`}; or have an administrator activate ${region} (IAM, Account settings, STS)`,
    }
  },
  MalformedPolicyDocument: (error) => ({
    message: `AWS does not take the session policy: ${awsSentence(error) ?? 'it is malformed'}`,
    hint: 'a session policy is an identity policy: Version, and Statements of Effect, Action, Resource; no Principal',
  }),
  PackedPolicyTooLarge: (error) => ({
    message: `session policies and tags take too much room: ${awsSentence(error) ?? 'more than 100 %'}`,
    hint: [
      'AWS packs the session policy, the managed policy ARNs and the tags into one limit;',
      'inline and managed policies together may have 2,048 characters: shorten the policy, or put it on the role',
    ].join('\n'),
  }),
}
