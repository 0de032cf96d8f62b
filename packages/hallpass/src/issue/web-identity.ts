import { checkOptional, HallpassError } from '../base/index.ts'
import { fileReason, fileText, readRegularFile } from '../safe-file/index.ts'
import type { SessionRequest } from './session-request.ts'

/** Tokens in place of the caller's own AWS credentials. */
export interface WebIdentityOptions {
  /**
   * A file with an OpenID Connect token, read anew for every session: AssumeRoleWithWebIdentity is called
   * in place of AssumeRole, and no AWS credentials are needed.
   */
  readonly webIdentityTokenFile?: string | undefined
  /**
   * Makes an OpenID Connect token (secret), anew for every session: as `webIdentityTokenFile`, for who is the
   * token's issuer. It is given the request, and its tags, transitive tag keys and source identity are not sent:
   * AWS takes them from the claims `https://aws.amazon.com/tags` and `https://aws.amazon.com/source_identity`. What
   * it throws, `issue()` rejects with. Not together with `webIdentityTokenFile`.
   *
   * Source: "Pass session tags in AWS STS", IAM user guide.
   */
  readonly webIdentityToken?: ((request: SessionRequest) => Promise<string> | string) | undefined
}

/** Where an issuer's OpenID Connect tokens come from. */
export interface WebIdentity {
  /** In words, for messages. */
  readonly description: string
  /** Whether what a request says about the session can go into the token. */
  readonly madeForRequest: boolean
  /** A token for a session. Secret. */
  readonly token: (request: SessionRequest) => Promise<string>
}

/**
 * Finds out where an issuer's tokens come from; `undefined` for an issuer that signs with AWS keys.
 *
 * @throws TypeError naming the option that is of a wrong type
 * @throws HallpassError `InvalidInput` when there are two sources
 */
export function webIdentityOf(options: WebIdentityOptions): WebIdentity | undefined {
  const { webIdentityTokenFile: file, webIdentityToken: make } = options
  checkOptional('webIdentityTokenFile', file, 'a non-empty string')
  checkOptional('webIdentityToken', make, 'a function')
  if (file !== undefined && make !== undefined) {
    throw new HallpassError('InvalidInput', 'webIdentityTokenFile and webIdentityToken do not go together', {
      hint: 'leave one of them out',
      facts: { name: 'webIdentityToken' },
    })
  }
  if (make !== undefined) {
    return {
      description: 'the web identity token that was made for the session',
      madeForRequest: true,
      token: async (request) => made(await make(request)),
    }
  }
  if (file === undefined) return undefined
  return {
    description: `the web identity token in ${file}`,
    madeForRequest: false,
    token: async () => readToken(file),
  }
}

/**
 * Checks that a request asks for nothing that a token cannot carry.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkWebIdentityRequest(request: SessionRequest, { madeForRequest }: WebIdentity): void {
  const { externalId, tags, transitiveTagKeys, sourceIdentity, serialNumber } = request
  if (madeForRequest) {
    if (!externalId && !serialNumber) return
    throw new HallpassError('InvalidInput', 'external id and MFA do not go with a web identity token', {
      hint: "the role's trust can limit the token's aud and sub instead",
    })
  }
  if (![externalId, tags, transitiveTagKeys, sourceIdentity, serialNumber].some((value) => value)) return
  throw new HallpassError(
    'InvalidInput',
    'external id, tags, source identity and MFA do not go with a web identity token',
    { hint: "tags and source identity come from the token's own claims" },
  )
}

function readToken(file: string): string {
  try {
    return fileText(readRegularFile(file, { maxBytes: 1024 * 1024 })).trim()
  } catch (error) {
    throw new HallpassError(
      'CredentialSourceFailed',
      `the web identity token in ${file} cannot be read: ${fileReason(error)}`,
      {
        hint: 'check --web-identity-token-file',
        cause: error,
        facts: { name: 'webIdentityTokenFile' },
      },
    )
  }
}

function made(token: unknown): string {
  if (typeof token === 'string' && token !== '') return token
  throw new HallpassError('CredentialSourceFailed', 'webIdentityToken did not give a token', {
    hint: 'it has to return a non-empty string, or a promise of one',
    facts: { name: 'webIdentityToken' },
  })
}
