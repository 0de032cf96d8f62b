import { HallpassError } from '../../base/index.ts'
import type { SessionCredentials, StsClient } from '../../query/index.ts'
import { explainCallerRefusal, isMfaRefusal, type RefusedCaller } from './caller-refusal.ts'

/** How long such a session is asked for: AWS's own default. It takes 15 minutes to 36 hours. */
const durationSeconds = 43_200

/** What decides which session of an IAM user it is, and how it is begun. */
export interface MfaSessionRequest {
  /** The user's own key. Not secret. */
  readonly accessKeyId: string
  /** The device's serial number or ARN. */
  readonly serialNumber: string
  /** The STS that is called, and in which region. */
  readonly endpoint: string
  readonly region: string
  /** The access key id of a session that was kept and did not help: AWS refused what was asked with it. */
  readonly insteadOf: string | undefined
  /** Asks for a code, and AWS for a session of 12 hours (GetSessionToken). */
  readonly start: () => Promise<SessionCredentials>
}

/** Keeps the sessions that MFA codes were given for: returns one that is kept, or what `start` gives. */
export type MfaSessionKeeper = (request: MfaSessionRequest) => Promise<SessionCredentials>

/** Who answers for the second factor. */
export interface MfaContext {
  readonly mfaCode?: ((serialNumber: string) => Promise<string | undefined>) | undefined
  readonly mfaSession?: MfaSessionKeeper | undefined
  readonly signal?: AbortSignal | undefined
}

/** The keys that a call is to be signed with, and the STS that is called. */
export interface MfaCaller extends RefusedCaller {
  readonly sts: StsClient
  readonly endpoint: string
  readonly region: string
}

/** What proves the second factor: a session that was begun with a code, or a code; `undefined` where there is none. */
export type MfaProof = { readonly session: SessionCredentials } | { readonly tokenCode: string | undefined }

/**
 * Calls with proof of a second factor. With an IAM user's own key and somebody who keeps sessions it is a session of
 * GetSessionToken, so that a code is asked for once in 12 hours; else a code. A kept session that AWS refuses (a trust
 * policy may want a code of the last minutes) is begun anew, once, and stays kept until that has worked. Where GetSessionToken is denied the code is used
 * for the call itself. Where there is neither a code nor a session, the call goes without proof.
 *
 * Source: GetSessionToken, AWS Security Token Service API Reference: of IAM and STS such a session may call only
 * AssumeRole and GetCallerIdentity, unless a code was given.
 *
 * @throws HallpassError `CredentialSourceFailed` when nobody can be asked; what `call` throws
 */
export async function withSecondFactor<T>(
  context: MfaContext,
  caller: MfaCaller,
  serialNumber: string,
  call: (proof: MfaProof) => Promise<T>,
): Promise<T> {
  const { mfaSession: keeper, signal } = context
  let given: string | undefined
  const code = async (): Promise<string | undefined> => (given = await askedCode(context, serialNumber))
  const { accessKeyId, endpoint, region } = caller
  if (!caller.longTerm || keeper === undefined || accessKeyId === undefined) {
    return call({ tokenCode: await code() })
  }
  let started = false
  const start = async (): Promise<SessionCredentials> => {
    started = true
    const tokenCode = await code()
    if (tokenCode === undefined) throw noCode
    try {
      return await caller.sts.getSessionToken({ serialNumber, tokenCode, durationSeconds }, { signal })
    } catch (error) {
      throw explainCallerRefusal(error, caller)
    }
  }
  const session = (insteadOf?: string): Promise<SessionCredentials> =>
    keeper({ accessKeyId, serialNumber, endpoint, region, insteadOf, start })
  let kept: SessionCredentials
  try {
    kept = await session()
  } catch (error) {
    if (error === noCode) return call({ tokenCode: undefined })
    if (given === undefined || !isDenial(error) || isMfaRefusal(error)) throw error
    return call({ tokenCode: given })
  }
  try {
    return await call({ session: kept })
  } catch (error) {
    if (started || !(error instanceof HallpassError) || !curedByAnother.has(error.code)) throw error
    return call({
      session: await session(kept.accessKeyId).catch((why: unknown) => {
        throw isMfaProblem(why) ? why : error
      }),
    })
  }
}

const noCode = new Error('there is no MFA code')

const curedByAnother: ReadonlySet<string> = new Set(['AccessDenied', 'ExpiredToken', 'InvalidClientTokenId'])

function isDenial(error: unknown): error is HallpassError {
  return error instanceof HallpassError && error.code === 'AccessDenied'
}

function isMfaProblem(error: unknown): boolean {
  return error instanceof HallpassError && isMfaRefusal(error)
}

async function askedCode({ mfaCode }: MfaContext, serialNumber: string): Promise<string | undefined> {
  if (mfaCode) return mfaCode(serialNumber)
  throw new HallpassError(
    'CredentialSourceFailed',
    `${serialNumber} wants an MFA code, and nobody can be asked for it here`,
    {
      hint: 'run it on a terminal, or give the code: --mfa-token 123456',
      facts: { name: 'mfaCode' },
    },
  )
}
