import { HallpassError } from '../base/index.ts'
import {
  aboutCaller,
  callerCredentials,
  type CallerOptions,
  explainCallerRefusal,
  type RefusedCaller,
  resolvePlace,
} from '../caller/index.ts'
import { type CallIam, callIamAs } from '../iam/index.ts'
import type { RoleArn } from '../settings/index.ts'
import type { HttpResponse, Transport } from '../wire/index.ts'

/** Who revokes, and where IAM is. All of it has a default, as for issuing. */
export interface IamOptions extends Omit<CallerOptions, 'endpointUrl'> {
  /** The IAM endpoint. Default: as configured (`AWS_ENDPOINT_URL_IAM`, `AWS_ENDPOINT_URL`, …), else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
}

/** IAM, called as one identity. */
export interface Iam {
  /** Refusals are in words for whoever revokes. */
  readonly call: CallIam
  /** The time of AWS's last answer: revocations of several machines agree on it. */
  readonly lastAnswerAt: () => Date
}

/** Finds the credentials, and IAM's endpoint in a role's partition. */
export async function openIam(options: IamOptions, role: RoleArn): Promise<Iam> {
  const { partition } = role
  const { now = () => new Date(), signal, endpointUrl } = options
  const place = resolvePlace(options, partition)
  const answers = rememberTime(place.wire.transport, now)
  const caller = await callerCredentials(options, place)
  const wire = { ...place.wire, transport: answers.transport }
  return {
    call: callIamAs({ ...place, wire }, partition, {
      credentials: caller,
      endpointUrl,
      now,
      signal,
      explain: (error) => explainRefusal(error, caller, role),
    }),
    lastAnswerAt: answers.lastAt,
  }
}

/** Whether an error is IAM's refusal with one of these codes of its own, e.g. `NoSuchEntity`. */
export function isRefusedWith(error: unknown, ...awsCodes: readonly string[]): boolean {
  return error instanceof HallpassError && awsCodes.includes(error.facts.awsCode ?? '')
}

function explainRefusal(error: unknown, caller: RefusedCaller, role: RoleArn): unknown {
  if (!(error instanceof HallpassError)) return error
  const hint =
    error.code === 'AccessDenied'
      ? [
          ...aboutCaller(error, role),
          'revoking needs iam:GetRole, iam:ListRolePolicies, iam:GetRolePolicy, iam:PutRolePolicy and iam:DeleteRolePolicy on the role',
        ].join('\n')
      : error.code === 'Throttled'
        ? 'others are calling IAM in this account too: wait a moment and run it again'
        : undefined
  if (hint === undefined) return explainCallerRefusal(error, caller)
  return new HallpassError(error.code, error.message, { hint, cause: error, facts: error.facts })
}

function rememberTime(transport: Transport, now: () => Date) {
  let last: number | undefined
  const remember = (response: HttpResponse): HttpResponse => {
    const at = Date.parse(response.headers['date'] ?? '')
    if (!Number.isNaN(at)) last = Math.max(at, last ?? at)
    return response
  }
  return {
    transport: async (...exchange: Parameters<Transport>) => remember(await transport(...exchange)),
    lastAt: () => new Date(last ?? now().getTime()),
  }
}
