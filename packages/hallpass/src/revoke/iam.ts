import { explainCallerRefusal, type RefusedCaller } from '../aws/caller-refusal.ts'
import type { CallerOptions } from '../aws/caller.ts'
import { resolveCredentials } from '../aws/credentials/resolve.ts'
import { defaultTransport } from '../aws/default-transport.ts'
import { serviceEndpoint } from '../aws/endpoint.ts'
import type { HttpResponse, Transport } from '../aws/http.ts'
import type { Partition } from '../aws/partitions.ts'
import { callQuery, createQueryClient } from '../aws/query.ts'
import type { QueryStructure } from '../aws/query-parameters.ts'
import { resolveRegion } from '../aws/region.ts'
import { loadSettings } from '../aws/settings.ts'
import type { XmlElement } from '../aws/xml.ts'
import { HallpassError } from '../errors.ts'
import { version } from '../version.ts'

/** Who revokes, and where IAM is. All of it has a default, as for issuing. */
export interface IamOptions extends Omit<CallerOptions, 'endpointUrl'> {
  /** The IAM endpoint. Default: as configured (`AWS_ENDPOINT_URL_IAM`, `AWS_ENDPOINT_URL`, …), else AWS's own. */
  readonly endpointUrl?: string | URL | undefined
}

/** IAM, called as one identity. */
export interface Iam {
  /** @throws what {@link callQuery} throws, in words for whoever revokes */
  readonly call: (action: string, parameters: QueryStructure) => Promise<XmlElement>
  /** The time of AWS's last answer: revocations of several machines agree on it. */
  readonly lastAnswerAt: () => Date
}

/** Finds the credentials and IAM's endpoint in a partition. */
export async function openIam(options: IamOptions, partition: Partition): Promise<Iam> {
  const env = options.env ?? process.env
  const { now = () => new Date(), signal } = options
  const settings = loadSettings({ env, sourceProfile: options.sourceProfile })
  const region = resolveRegion(settings, partition, options.region)
  const answers = rememberTime(options.wire?.transport ?? defaultTransport(env), now)
  const wire = { userAgent: `hallpass/${version}`, ...options.wire, transport: answers.transport }
  const given = options.credentials
  const caller = given
    ? { ...given, longTerm: given.sessionToken === undefined, source: passedIn }
    : await resolveCredentials({ ...options, region: options.region, settings, now, wire })
  const client = createQueryClient({
    ...wire,
    now,
    credentials: caller,
    service: 'iam',
    version: '2010-05-08',
    endpoint:
      options.endpointUrl === undefined
        ? serviceEndpoint('iam', settings, { partition, region }).url
        : new URL(options.endpointUrl),
    // IAM has one endpoint for a partition, which takes signatures for one region.
    region: partition.defaultRegion,
  })
  return {
    call: async (action, parameters) => {
      try {
        return await callQuery(client, action, parameters, { signal })
      } catch (error) {
        throw explainRefusal(error, caller)
      }
    },
    lastAnswerAt: answers.lastAt,
  }
}

/** Whether an error is IAM's refusal with one of these codes of its own, e.g. `NoSuchEntity`. */
export function isRefusedWith(error: unknown, ...awsCodes: readonly string[]): boolean {
  return error instanceof HallpassError && awsCodes.includes(error.facts.awsCode ?? '')
}

const passedIn = {
  kind: 'given',
  profile: undefined,
  sso: false,
  description: 'the credentials that were passed in',
} as const

function explainRefusal(error: unknown, caller: RefusedCaller): unknown {
  if (!(error instanceof HallpassError)) return error
  const hint =
    error.code === 'AccessDenied'
      ? 'revoking needs iam:GetRole, iam:ListRolePolicies, iam:GetRolePolicy, iam:PutRolePolicy and iam:DeleteRolePolicy on the role'
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
