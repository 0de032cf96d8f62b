import {
  checkNearNames,
  checkOption,
  checkOptionNames,
  HallpassError,
  type OptionNames,
  endpointForAll,
} from '../base/index.ts'
import {
  callerOptionNames,
  resolveCaller,
  webIdentityCaller,
  type Caller,
  type CallerOptions,
  type CredentialSource,
} from '../caller/index.ts'
import type { AssumeRoleOutput, SessionCredentials } from '../query/index.ts'
import { type Endpoint, parseRoleArn, type RoleArn } from '../settings/index.ts'
import { bySecondFactor, checkVia, type Via, walkChain } from './chain.ts'
import { concealSecrets } from './conceal-secrets.ts'
import { checkSessionDuration } from './duration.ts'
import { explainRefusal, type Attempt } from './issue-refusal.ts'
import { checkSessionName } from './session-name.ts'
import { checkSessionParameters, parameterNames } from './session-parameters.ts'
import type { SessionRequest } from './session-request.ts'
import {
  checkWebIdentityRequest,
  webIdentityOf,
  type WebIdentity,
  type WebIdentityOptions,
} from './web-identity.ts'

/** Whose role is handed out, and by whom. */
export interface IssuerOptions extends CallerOptions, WebIdentityOptions {
  /** The role that is handed out, e.g. `arn:aws:iam::123456789012:role/InstruqtS3Access`. */
  readonly roleArn: string
  /**
   * Roles to assume on the way to it, first to last, 10 at most; each by its ARN, or with what its trust policy asks
   * for. What comes out of a chain lasts an hour at most, by AWS's own limit.
   *
   * Source: "Roles terms and concepts", role chaining, IAM user guide.
   */
  readonly via?: Via | undefined
}

/** A session, as issued. */
export interface IssuedSession {
  /**
   * Temporary keys: secret, and not shown by `console.log`. `expiration` is when AWS stops taking them.
   */
  readonly credentials: SessionCredentials
  /** `arn:aws:sts::…:assumed-role/InstruqtS3Access/identified@domain.ext` */
  readonly assumedRoleArn: string
  /** `AROA…:identified@domain.ext`: what `aws:userid` is for this session. */
  readonly assumedRoleId: string
  readonly roleArn: string
  readonly sessionName: string
  /** How long it was asked to last, in seconds; `undefined` where nothing was said, and AWS's hour holds. */
  readonly durationSeconds: number | undefined
  /** How much of the room for session policies and tags is taken, in per cent; absent without any. */
  readonly packedPolicySizePercent: number | undefined
  /** The region whose STS was called. */
  readonly region: string
  /** The endpoint that was called: where one was configured for all services, the keys belong to it. */
  readonly endpoint: Endpoint
  /** Whether the caller's key was an IAM user's own: the console link's SessionDuration depends on it. */
  readonly issuer: { readonly longTerm: boolean; readonly source: CredentialSource }
}

/** What the call for one session may want. */
export interface IssueCallOptions {
  /** Ends the call at once with `Aborted`. Default: the issuer's. */
  readonly signal?: AbortSignal | undefined
  /** Attempts, the first included. Default 3. */
  readonly maxAttempts?: number | undefined
}

/** Issues sessions of one role, as often as asked, on connections that are kept alive. */
export interface Issuer {
  /**
   * Issues one session. See {@link issue} for what it throws.
   */
  issue(request: SessionRequest, options?: IssueCallOptions): Promise<IssuedSession>
  /** The region that sessions are made in, and that goes with their keys. */
  readonly region: string
  /** The endpoint of every service, where one is configured for all: whoever uses the keys needs it too. */
  readonly endpointUrl: string | undefined
}

/** Every one of {@link IssuerOptions}. */
export const issuerOptionNames = {
  ...callerOptionNames,
  roleArn: true,
  via: true,
  webIdentityTokenFile: true,
  webIdentityToken: true,
} as const satisfies OptionNames<IssuerOptions>

/** Every field of a {@link SessionRequest}. */
export const requestNames = {
  ...parameterNames,
  sessionName: true,
  durationSeconds: true,
} as const satisfies OptionNames<SessionRequest>

// Asked for anew this long before the caller's own credentials end, as the SDKs do.
const refreshBeforeMs = 5 * 60 * 1000

/**
 * Makes an issuer: finds region, endpoint and the caller's own credentials once, for any number of sessions.
 * Credentials that are about to expire are found again.
 *
 * @throws HallpassError as {@link issue}, for what concerns the caller
 * @throws TypeError naming an option that is missing or of a wrong type
 */
export async function createIssuer(options: IssuerOptions): Promise<Issuer> {
  checkOption('options', options, 'an object')
  checkOptionNames('createIssuer()', options, issuerOptionNames)
  const opened = await openIssuer(options)
  const { region, endpoint } = await opened.caller()
  return {
    issue: (request, call) => opened.issue(request, call),
    region,
    endpointUrl: endpointForAll({ endpoint }),
  }
}

/** An issuer that tells who it calls AWS as. */
export interface OpenedIssuer extends Pick<Issuer, 'issue'> {
  readonly caller: () => Promise<Caller>
}

/** {@link createIssuer} for options whose names were checked. */
export async function openIssuer(options: IssuerOptions): Promise<OpenedIssuer> {
  const role = parseRoleArn(options.roleArn)
  const now = options.now ?? (() => new Date())
  const hops = checkVia(options.via, role)
  const first = webIdentityOf(options)
  const find = async (): Promise<Caller> =>
    walkChain(
      options,
      first === undefined
        ? await resolveCaller(options, role.partition)
        : webIdentityCaller(options, role.partition, first.description),
      hops,
      first,
    )
  // The token is for the first role; the one that is handed out is assumed by the last of the chain.
  const webIdentity = hops.length === 0 ? first : undefined
  let current = find()
  await current
  const freshCaller = async (): Promise<Caller> => {
    const caller = await current
    if (!caller.expiration || caller.expiration.getTime() - now().getTime() > refreshBeforeMs) return caller
    if (options.credentials && hops.length === 0) return caller
    const next = find()
    current = next.catch(() => caller)
    return next
  }
  return {
    caller: freshCaller,
    issue: async (request, call = {}) => {
      const checked = checkRequest(request, webIdentity, options)
      let attempt: Attempt = { role, durationSeconds: checked.durationSeconds, caller: await freshCaller() }
      refuseChainedDuration(attempt)
      try {
        const within = { ...call, signal: call.signal ?? options.signal }
        const { serialNumber, tokenCode } = checked
        const answer =
          serialNumber === undefined || tokenCode !== undefined
            ? await assume(role, checked, attempt.caller, webIdentity, within)
            : await bySecondFactor(options, attempt.caller, role, serialNumber, (caller, code) => {
                attempt = { ...attempt, caller }
                const proof = code === undefined ? { serialNumber: undefined } : { tokenCode: code }
                return assume(role, { ...checked, ...proof }, caller, undefined, within)
              })
        return issued(answer, checked, attempt)
      } catch (error) {
        throw explainRefusal(error, attempt)
      }
    },
  }
}

type CheckedRequest = SessionRequest & {
  readonly durationSeconds: number
  readonly askedSeconds: number | undefined
}

function checkRequest(
  request: SessionRequest,
  webIdentity: WebIdentity | undefined,
  { via = [], mfaCode, mfaSession }: IssuerOptions,
): CheckedRequest {
  checkOption('request', request, 'an object')
  checkNearNames('a request for a session', request, requestNames)
  checkSessionName(request.sessionName)
  checkSessionParameters(request, { codeIsAsked: Boolean(mfaCode ?? mfaSession) })
  if (via.length > 0 && request.serialNumber !== undefined) {
    throw new HallpassError('InvalidInput', 'a role cannot name an MFA device', {
      hint: 'with via the device is named for its first role: via: [{ roleArn, serialNumber }]',
      facts: { name: 'serialNumber' },
    })
  }
  const durationSeconds = checkSessionDuration(request.durationSeconds)
  if (webIdentity !== undefined) checkWebIdentityRequest(request, webIdentity)
  return { ...request, durationSeconds, askedSeconds: request.durationSeconds }
}

async function assume(
  role: RoleArn,
  request: CheckedRequest,
  caller: Caller,
  webIdentity: WebIdentity | undefined,
  call: IssueCallOptions,
): Promise<AssumeRoleOutput> {
  const { sessionName, askedSeconds: _, tags = {}, ...rest } = request
  const input = { ...rest, roleArn: role.arn, roleSessionName: sessionName }
  if (webIdentity !== undefined) {
    const webIdentityToken = await webIdentity.token({ ...rest, sessionName, tags })
    return caller.sts.assumeRoleWithWebIdentity({ ...input, webIdentityToken }, call)
  }
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }))
  return caller.sts.assumeRole({ ...input, tags: pairs }, call)
}

function issued(answer: AssumeRoleOutput, request: CheckedRequest, { role, caller }: Attempt): IssuedSession {
  return {
    credentials: concealSecrets(answer.credentials),
    assumedRoleArn: answer.assumedRoleUser.arn,
    assumedRoleId: answer.assumedRoleUser.assumedRoleId,
    roleArn: role.arn,
    sessionName: request.sessionName,
    durationSeconds: request.askedSeconds,
    packedPolicySizePercent: answer.packedPolicySize,
    region: caller.region,
    endpoint: caller.endpoint,
    issuer: { longTerm: caller.longTerm, source: caller.source },
  }
}

/** Known before sending: keys made by `role_arn` are a role's session, and AWS ends what they make after an hour. */
function refuseChainedDuration(attempt: Attempt): void {
  const { durationSeconds, caller } = attempt
  if (durationSeconds <= 3600 || caller.source.kind !== 'assume-role') return
  throw explainRefusal(new HallpassError('DurationOverChainedMaximum', 'over one hour'), attempt)
}
