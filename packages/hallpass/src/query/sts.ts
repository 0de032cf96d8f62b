import { type Credentials, HallpassError } from '../base/index.ts'
import { child, childText, type XmlElement } from './answer-xml.ts'
import type { QueryStructure } from './query-parameters.ts'
import {
  callQuery,
  createQueryClient,
  type CallOptions,
  type ClientOptions,
  type QueryClient,
} from './query.ts'

/** How an STS client is made. */
export type StsClientOptions = ClientOptions

/** A tag of a session. */
export interface SessionTag {
  /** 1 to 128 characters; unique without regard to case. */
  readonly key: string
  /** Up to 256 characters. */
  readonly value: string
}

/** What every way to assume a role takes. */
interface AssumeRoleBase {
  readonly roleArn: string
  /** 2 to 64 characters of `A-Z a-z 0-9 _ + = , . @ -`. */
  readonly roleSessionName: string
  /** 900 to 43,200, the role's maximum at most, 3,600 when chained. AWS's default: 3,600. */
  readonly durationSeconds?: number | undefined
  /** A session policy in JSON: the session may do what it and the role both allow. */
  readonly policy?: string | undefined
  /** Managed policies as session policies, 10 at most. */
  readonly policyArns?: readonly string[] | undefined
}

/**
 * What AssumeRole takes, by AWS's names.
 *
 * Source: AssumeRole, AWS Security Token Service API Reference.
 */
export interface AssumeRoleInput extends AssumeRoleBase {
  /** 50 at most. The trust policy must allow `sts:TagSession`. */
  readonly tags?: readonly SessionTag[] | undefined
  /** Keys of `tags` that sessions made from this one keep. */
  readonly transitiveTagKeys?: readonly string[] | undefined
  readonly externalId?: string | undefined
  /** The MFA device's serial number or ARN. */
  readonly serialNumber?: string | undefined
  /** The MFA device's six digits. */
  readonly tokenCode?: string | undefined
  /** The trust policy must allow `sts:SetSourceIdentity`. */
  readonly sourceIdentity?: string | undefined
}

/**
 * What AssumeRoleWithWebIdentity takes; the token is the proof, so the call is not signed.
 *
 * Source: AssumeRoleWithWebIdentity, AWS Security Token Service API Reference.
 */
export interface AssumeRoleWithWebIdentityInput extends AssumeRoleBase {
  readonly webIdentityToken: string
  /** For the OAuth 2.0 providers that are not OpenID Connect. */
  readonly providerId?: string | undefined
}

/**
 * What GetFederationToken takes.
 *
 * Source: GetFederationToken, AWS Security Token Service API Reference.
 */
export interface GetFederationTokenInput {
  /** 2 to 32 characters of `A-Z a-z 0-9 _ + = , . @ -`. */
  readonly name: string
  /** A session policy in JSON. Without one the session may do nothing. */
  readonly policy: string
  /** 900 to 129,600. AWS's default: 43,200. */
  readonly durationSeconds?: number | undefined
}

/**
 * What GetSessionToken takes, of an IAM user's own key alone.
 *
 * Source: GetSessionToken, AWS Security Token Service API Reference.
 */
export interface GetSessionTokenInput {
  /** The MFA device's serial number or ARN. */
  readonly serialNumber?: string | undefined
  /** The MFA device's six digits. */
  readonly tokenCode?: string | undefined
  /** 900 to 129,600. AWS's default: 43,200. */
  readonly durationSeconds?: number | undefined
}

/** A session, as AWS returned it. */
export interface AssumeRoleOutput {
  readonly credentials: SessionCredentials
  readonly assumedRoleUser: {
    /** `arn:<partition>:sts::<account>:assumed-role/<role>/<session>`. */
    readonly arn: string
    /** `AROA…:<session>`: what `aws:userid` says. */
    readonly assumedRoleId: string
  }
  /** Per cent of the room for session policies and tags; absent when neither was passed. */
  readonly packedPolicySize: number | undefined
  readonly sourceIdentity: string | undefined
}

/** Credentials of a session: all four parts are there. */
export interface SessionCredentials extends Credentials {
  readonly sessionToken: string
  readonly expiration: Date
}

/** Whose credentials these are. */
export interface CallerIdentity {
  readonly account: string
  readonly arn: string
  readonly userId: string
}

/** The calls of STS that Hallpass makes. All reject with what {@link callQuery} throws. */
export interface StsClient {
  readonly assumeRole: (input: AssumeRoleInput, options?: StsCallOptions) => Promise<AssumeRoleOutput>
  readonly assumeRoleWithWebIdentity: (
    input: AssumeRoleWithWebIdentityInput,
    options?: StsCallOptions,
  ) => Promise<AssumeRoleOutput>
  /** A session for somebody whom an IAM user vouches for, by the user's own long-term key. */
  readonly getFederationToken: (
    input: GetFederationTokenInput,
    options?: StsCallOptions,
  ) => Promise<SessionCredentials>
  /** A session of the IAM user itself, which may carry a second factor. Needs no permission. */
  readonly getSessionToken: (
    input: GetSessionTokenInput,
    options?: StsCallOptions,
  ) => Promise<SessionCredentials>
  /** Needs no permission, so it tells a key that works from one that does not. */
  readonly getCallerIdentity: (options?: StsCallOptions) => Promise<CallerIdentity>
}

/** What one call may want. */
export type StsCallOptions = Pick<CallOptions, 'signal' | 'maxAttempts'>

/** A client for AWS Security Token Service. Inputs are sent as they are: AWS refuses what is not right. */
export function createStsClient(options: StsClientOptions): StsClient {
  const client = createQueryClient({ ...options, service: 'sts', version: '2011-06-15' })
  return {
    assumeRole: async (input, call) => {
      const parameters = {
        ...baseParameters(input),
        Tags: input.tags?.map(({ key, value }) => ({ Key: key, Value: value })),
        TransitiveTagKeys: input.transitiveTagKeys,
        ExternalId: input.externalId,
        SerialNumber: input.serialNumber,
        TokenCode: input.tokenCode,
        SourceIdentity: input.sourceIdentity,
      }
      return readSession(client, await callQuery(client, 'AssumeRole', parameters, call))
    },
    assumeRoleWithWebIdentity: async (input, call) => {
      const parameters = {
        ...baseParameters(input),
        WebIdentityToken: input.webIdentityToken,
        ProviderId: input.providerId,
      }
      const result = await callQuery(client, 'AssumeRoleWithWebIdentity', parameters, {
        ...call,
        signed: false,
      })
      return readSession(client, result)
    },
    getFederationToken: async ({ name, policy, durationSeconds }, call) => {
      const parameters = { Name: name, Policy: policy, DurationSeconds: durationSeconds }
      return readCredentials(client, await callQuery(client, 'GetFederationToken', parameters, call))
    },
    getSessionToken: async ({ serialNumber, tokenCode, durationSeconds }, call) => {
      const parameters = {
        SerialNumber: serialNumber,
        TokenCode: tokenCode,
        DurationSeconds: durationSeconds,
      }
      return readCredentials(client, await callQuery(client, 'GetSessionToken', parameters, call))
    },
    getCallerIdentity: async (call) => {
      const result = await callQuery(client, 'GetCallerIdentity', {}, call)
      return {
        account: required(client, result, 'Account', /^\d{12}$/),
        arn: required(client, result, 'Arn', arn),
        userId: required(client, result, 'UserId', printable),
      }
    },
  }
}

function baseParameters(input: AssumeRoleBase): QueryStructure {
  return {
    RoleArn: input.roleArn,
    RoleSessionName: input.roleSessionName,
    DurationSeconds: input.durationSeconds,
    Policy: input.policy,
    PolicyArns: input.policyArns?.map((policyArn) => ({ arn: policyArn })),
  }
}

const arn = /^arn:[\w-]+:[!-~]{1,2000}$/
// What is not plain ASCII would end up in a file or a shell line.
const printable = /^[!-~]{1,65536}$/

function readCredentials(client: QueryClient, result: XmlElement): SessionCredentials {
  const credentials = child(result, 'Credentials')
  const expiration = new Date(
    required(client, credentials, 'Expiration', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/),
  )
  if (Number.isNaN(expiration.getTime())) throw incomplete(client, 'Expiration')
  return {
    accessKeyId: required(client, credentials, 'AccessKeyId', /^\w{16,128}$/),
    secretAccessKey: required(client, credentials, 'SecretAccessKey', printable),
    sessionToken: required(client, credentials, 'SessionToken', printable),
    expiration,
  }
}

function readSession(client: QueryClient, result: XmlElement): AssumeRoleOutput {
  const user = child(result, 'AssumedRoleUser')
  const packed = childText(result, 'PackedPolicySize')
  const sourceIdentity = childText(result, 'SourceIdentity')
  return {
    credentials: readCredentials(client, result),
    assumedRoleUser: {
      arn: required(client, user, 'Arn', arn),
      assumedRoleId: required(client, user, 'AssumedRoleId', printable),
    },
    packedPolicySize: packed !== undefined && /^\d{1,6}$/.test(packed) ? Number(packed) : undefined,
    sourceIdentity:
      sourceIdentity !== undefined && printable.test(sourceIdentity) ? sourceIdentity : undefined,
  }
}

function required(client: QueryClient, parent: XmlElement | undefined, name: string, form: RegExp): string {
  const text = childText(parent, name)
  if (text === undefined || !form.test(text)) throw incomplete(client, name)
  return text
}

function incomplete(client: QueryClient, name: string): HallpassError {
  return new HallpassError('ResponseInvalid', `the answer of ${client.endpoint.host} has no usable ${name}`, {
    hint: 'check the endpoint URL: this is not how AWS answers',
  })
}
