import { HallpassError, type ErrorCode } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import type { CredentialSource } from './credentials.ts'

/** What is told of the credentials that were refused. */
export interface RefusedCaller {
  readonly source: CredentialSource
  readonly longTerm: boolean
  readonly accessKeyId: string | undefined
}

/**
 * Turns a refusal that concerns the caller's own credentials, whatever was asked for, into what the caller
 * can do about it: the same code and facts, with a message about these credentials and a hint.
 */
export function explainCallerRefusal(error: unknown, caller: RefusedCaller): unknown {
  if (!(error instanceof HallpassError)) return error
  const advice = explanations[error.code]?.(caller, error)
  if (!advice) return error
  return new HallpassError(error.code, advice.message ?? error.message, {
    hint: advice.hint,
    cause: error,
    facts: error.facts,
  })
}

type Explanation = (
  caller: RefusedCaller,
  error: HallpassError,
) => { readonly message?: string; readonly hint: string } | undefined

const explanations: Partial<Record<ErrorCode, Explanation>> = {
  AccessDenied: (_caller, error) =>
    isMfaRefusal(error)
      ? {
          message: `AWS does not take the MFA code: ${awsSentence(error)}`,
          hint: 'a code works once, for about half a minute: wait for the next one; and it has to be of the device that is named, which has to be yours',
        }
      : undefined,
  InvalidClientTokenId: (caller) => ({
    message: 'AWS does not know the access key that was used',
    hint:
      caller.source.kind === 'environment'
        ? [
            'did you replace the example values of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY?',
            ...(caller.longTerm && !caller.accessKeyId?.startsWith('ASIA')
              ? ['a key that was just made, deleted or deactivated answers the same for some seconds']
              : ['temporary keys (ASIA…) need their AWS_SESSION_TOKEN beside them']),
          ].join('\n')
        : `it came from ${caller.source.description}: is it deleted, deactivated, or of another partition?`,
  }),
  ExpiredToken: (caller) => ({
    message: `your own credentials have expired (from ${caller.source.description})`,
    hint: caller.source.sso
      ? `log in again: aws sso login --profile ${posixWord(caller.source.profile ?? 'default')}`
      : caller.source.kind === 'environment'
        ? 'renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or unset them to use a profile'
        : caller.source.renewal === undefined
          ? 'renew them where they came from, then run this again'
          : `whoever issued them renews them: ${caller.source.renewal}`,
  }),
  SignatureDoesNotMatch: (caller) => ({
    message: 'AWS did not accept the signature: the secret access key does not belong to the access key',
    hint: `check the secret in ${caller.source.description}: copied whole, without quotes or spaces?`,
  }),
  ClockSkewed: (_caller, error) => ({
    message: `AWS takes this machine's clock to be wrong: ${awsSentence(error) ?? 'the signature is too old'}`,
    hint: "set this machine's clock: AWS takes signatures of the last 15 minutes only",
  }),
  Throttled: () => ({
    hint: 'AWS takes 600 STS requests a second for an account and region: wait a moment and try again',
  }),
}

/** Whether what was denied is the MFA code, and not the call. */
export function isMfaRefusal({ code, facts }: HallpassError): boolean {
  return code === 'AccessDenied' && facts.awsMessage?.startsWith('MultiFactorAuthentication') === true
}

/** AWS's own sentence as a part of ours: without its full stop. */
export function awsSentence({ facts }: HallpassError): string | undefined {
  return facts.awsMessage?.replace(/\.$/, '')
}
