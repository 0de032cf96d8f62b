import { AwsError, type RawRequest } from '../base/index.ts'
import { entityName, type State } from '../model/index.ts'
import type { Caller } from '../protocol/index.ts'
import { bucketOfHost } from '../s3/index.ts'
import { type Authenticate, type CallerKey, keyProblem } from '../sessions/index.ts'
import type {
  Refusal,
  SigningKeys,
  Verified,
  VerifiedForm,
  VerifiedHead,
  VerifyOptions,
} from '../sigv4/index.ts'
import type { Incoming } from './dispatch.ts'
import { refuseForeignPage } from './foreign-page.ts'
import { noteIn, type Trace } from './trace.ts'

/** What finds out whose request it is. */
export interface IdentifyOptions {
  readonly state: State
  readonly authenticate: Authenticate
  readonly signingKeys: SigningKeys
  readonly defaultAccountId: string
  readonly defaultRegion: string
}

/** How a signature for a service is verified. */
export function verifyOptions(
  service: string,
  trace: Trace,
  options: IdentifyOptions,
): VerifyOptions<CallerKey> {
  return {
    lookup: (id, sessionToken) => {
      const key = options.authenticate(id, sessionToken)
      if (typeof key !== 'object') trace.reason = keyProblem(options.state, id, key)
      return key
    },
    now: trace.now,
    signingKeys: options.signingKeys,
    ...(service === 's3' ? { bucketOfHost, region: options.defaultRegion } : {}),
    service,
  }
}

/** @throws AwsError what the signature is refused for */
export function verifiedIncoming(
  request: RawRequest,
  verified: Verified<CallerKey> | VerifiedHead<CallerKey> | Refusal,
  trace: Trace,
  { state }: IdentifyOptions,
): Incoming {
  if (!verified.verified) {
    throw new AwsError(verified.code, verified.status, verified.message, { details: verified.details })
  }
  const { caller } = verified.key
  noteIn(trace)({ caller })
  trace.region = verified.scope.region
  rememberUse(verified, state, trace.now)
  return {
    request: 'body' in verified ? { ...request, body: verified.body } : request,
    headers: verified.headers,
    region: verified.scope.region,
    caller,
    now: trace.now,
    requestId: trace.requestId,
  }
}

/** Who a form is from. A page of another origin may send one that somebody signed for it. */
export function formIncoming(
  head: RawRequest,
  form: VerifiedForm<CallerKey> | undefined,
  trace: Trace,
  options: IdentifyOptions,
): Incoming {
  const anonymous = anonymousIncoming(head, trace, options)
  if (form === undefined) {
    refuseForeignPage(head, trace.headers, trace.crossOrigin !== undefined)
    return anonymous
  }
  const { caller } = form.key
  noteIn(trace)({ caller })
  trace.region = form.scope.region
  rememberUse(form, options.state, trace.now)
  return { ...anonymous, caller, region: form.scope.region }
}

/** What nobody in particular asks for. */
export function anonymousIncoming(
  request: RawRequest,
  trace: Trace,
  { defaultAccountId: account, defaultRegion: region }: IdentifyOptions,
): Incoming {
  const caller: Caller = { principal: { type: 'anonymous' }, account, accessKeyId: '', session: undefined }
  trace.caller ??= caller
  const { headers, now, requestId: id } = trace
  return { request, headers, region, caller, now, requestId: id }
}

type VerifiedCaller = Pick<Verified<CallerKey>, 'key' | 'accessKeyId' | 'scope'>

/** What IAM shows as an access key's and a role's last use. */
function rememberUse(verified: VerifiedCaller, state: State, at: Date): void {
  const { service, region } = verified.scope
  const { caller } = verified.key
  const key = state.accessKeys.get(verified.accessKeyId)
  if (key !== undefined) key.lastUsed = { at, service, region }
  if (caller.principal.type !== 'assumed-role') return
  const roles = state.accounts.get(caller.account)?.roles
  const role = roles?.get(entityName(caller.principal.roleArn).toLowerCase())
  if (role !== undefined) role.lastUsedAt = at
}
