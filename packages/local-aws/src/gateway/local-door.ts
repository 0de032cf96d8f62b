import { refusalOf } from '../authorize/index.ts'
import { AwsError, type RawRequest, type RawResponse } from '../base/index.ts'
import {
  findRoute,
  isForBrowser,
  jsonAnswer,
  localErrorPage,
  localPath,
  type LocalRoute,
} from '../local/index.ts'
import { type Caller, parseForm } from '../protocol/index.ts'
import { bucketOfHost } from '../s3/index.ts'
import type { Authenticate } from '../sessions/index.ts'
import type { SignIn } from '../signin/index.ts'
import { verifySignature } from '../sigv4/index.ts'
import { refuseForeignPage } from './foreign-page.ts'
import { isSigned } from './service-of.ts'
import { noteIn, type Trace } from './trace.ts'
import { anonymousIncoming, type IdentifyOptions, verifiedIncoming, verifyOptions } from './whose-request.ts'
import type { Incoming } from './dispatch.ts'

export interface LocalDoorOptions extends IdentifyOptions {
  readonly localRoutes: readonly LocalRoute[]
  readonly signIn: SignIn
  readonly secureTransport: boolean
  readonly now: () => Date
}

/** Whether a request is for what is below `/_local`, and not for an object of a bucket that its host names. */
export function isForLocal(
  request: Pick<RawRequest, 'target'>,
  headers: ReadonlyMap<string, string>,
): boolean {
  return /^\/_local(?:[/?]|$)/.test(request.target) && bucketOfHost(headers.get('host') ?? '') === undefined
}

/** Each is a proxy's word that somebody else asks. */
const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const

/**
 * Refuses whoever may not even knock: another machine, also where the port is open to it, what a proxy passes
 * on from one, and the script of a web page of another origin, signed or not.
 *
 * @throws AwsError `AccessDenied`
 */
export function refuseFromAfar(request: RawRequest, headers: ReadonlyMap<string, string>): void {
  const { remoteAddress } = request
  // Without a port, it is this process itself.
  if (remoteAddress !== undefined && !isLoopback(remoteAddress)) {
    throw farAway(`${remoteAddress} is not this machine`)
  }
  const passedOn = proxyHeaders.find((name) => headers.has(name))
  if (passedOn !== undefined) throw farAway(`a proxy passed this on, by its header ${passedOn}`)
  refuseForeignPage(request, headers)
}

/**
 * Answers what is below `/_local`: for whoever signed it (service `local`), or is signed in to the console in
 * that browser, and may do it by their policies.
 *
 * @param request from nearby
 * @throws AwsError what refuses it
 */
export async function answerLocal(
  request: RawRequest,
  trace: Trace,
  options: LocalDoorOptions,
): Promise<RawResponse> {
  const { headers } = trace
  const { path, query } = pathAndQuery(request.target)
  const { incoming, callerAt } = whoseLocal(request, trace, options)
  const found = findRoute(options.localRoutes, request.method, path)
  if ('methods' in found) throw notThere(path, found.methods)
  const { route, name } = found
  trace.action = `local:${route.action}`
  const { caller } = incoming
  const need = { action: trace.action, resource: route.resource?.(name, caller) ?? '*' }
  const refusalAt = (now: Date, of: Caller): AwsError | undefined =>
    refusalOf(
      {
        caller: of,
        state: options.state,
        region: incoming.region,
        now,
        remoteAddress: request.remoteAddress,
        userAgent: headers.get('user-agent'),
        secureTransport: options.secureTransport,
      },
      'local',
      need,
    )
  const refusal = refusalAt(incoming.now, caller)
  if (refusal !== undefined) throw refusal
  const mayGoOn = (): boolean => {
    const now = options.now()
    const still = callerAt(now)
    return still !== undefined && refusalAt(now, still) === undefined
  }
  const params = new Map([...parseForm(query)].filter(([key]) => !/^x-amz-/i.test(key)))
  return route.run({ request, headers, params, name, caller, now: incoming.now, mayGoOn })
}

/** A refusal, for a program or for a person. */
export function localErrorResponse(
  error: AwsError,
  headersOfRequest: ReadonlyMap<string, string>,
): RawResponse {
  if (isForBrowser(headersOfRequest)) return localErrorPage(error)
  const { status, headers, body } = jsonAnswer(error.status, { code: error.code, message: error.message })
  return { status, headers: [...headers, ...error.headers], body }
}

/** Whose request it is, and whose it is later: nobody's, once the key or the console session is not valid any more. */
interface WhoseLocal {
  readonly incoming: Incoming
  readonly callerAt: (now: Date) => Caller | undefined
}

function whoseLocal(request: RawRequest, trace: Trace, options: LocalDoorOptions): WhoseLocal {
  const { headers } = trace
  if (isSigned(request, headers)) {
    const verify = verifyOptions('local', trace, options)
    let lookup: (() => ReturnType<Authenticate>) | undefined
    const verified = verifySignature(request, {
      ...verify,
      lookup: (id, sessionToken) => {
        lookup = () => options.authenticate(id, sessionToken)
        return verify.lookup(id, sessionToken)
      },
    })
    const callerAt = (now: Date): Caller | undefined => {
      const key = lookup?.()
      if (typeof key !== 'object') return undefined
      return key.expiresAt !== undefined && key.expiresAt <= now ? undefined : key.caller
    }
    return { incoming: verifiedIncoming(request, verified, trace, options), callerAt }
  }
  const signedIn = options.signIn.whoIs(request)
  if (signedIn === undefined) {
    throw new AwsError(
      'MissingAuthenticationToken',
      403,
      'Sign the request (Signature Version 4, service local), or sign in to the console in this browser.',
    )
  }
  // A browser says of every POST which page it is from: what does not say so is not believed to be our own.
  if (request.method !== 'GET' && request.method !== 'HEAD' && !headers.has('origin')) {
    throw new AwsError('AccessDenied', 403, 'Access Denied', {
      reason: 'a console session changes nothing without the header Origin',
    })
  }
  noteIn(trace)({ caller: signedIn })
  return {
    incoming: { ...anonymousIncoming(request, trace, options), caller: signedIn },
    callerAt: () => options.signIn.whoIs(request),
  }
}

function pathAndQuery(target: string): { readonly path: string; readonly query: string } {
  const question = target.indexOf('?')
  const path = question === -1 ? target : target.slice(0, question)
  return {
    path: path.slice(localPath.length).replace(/\/$/, ''),
    query: question === -1 ? '' : target.slice(question + 1),
  }
}

function notThere(path: string, methods: readonly string[]): AwsError {
  if (methods.length === 0) {
    return new AwsError(
      'NotFound',
      404,
      `There is nothing at ${localPath}${path}; GET ${localPath} says what there is.`,
    )
  }
  return new AwsError('MethodNotAllowed', 405, `${localPath}${path} takes ${methods.join(', ')}.`, {
    headers: [['Allow', methods.join(', ')]],
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(address)
}

function farAway(reason: string): AwsError {
  return new AwsError('AccessDenied', 403, `Access Denied: this machine alone is answered, and ${reason}.`, {
    reason,
  })
}
