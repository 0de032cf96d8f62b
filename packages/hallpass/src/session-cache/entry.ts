import { endpointForAll, isRecord } from '../base/index.ts'
import type { IssuedSession } from '../issue/index.ts'

/** A session as it is kept: what a later command needs of it. Secret. */
export interface CachedSession {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
  readonly assumedRoleArn: string
  readonly roleArn: string
  readonly sessionName: string
  readonly region: string
  /** The endpoint of every service, where one is configured for all. */
  readonly endpointUrl: string | undefined
  /** Whether an IAM user's own key issued it: the console link's SessionDuration depends on it. */
  readonly longTermIssuer: boolean
  readonly issuedAt: Date
}

/** What is kept of a session that was just issued. */
export function entryOf(session: IssuedSession, issuedAt: Date): CachedSession {
  const { credentials } = session
  return {
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      sessionToken: credentials.sessionToken,
      expiration: credentials.expiration,
    },
    assumedRoleArn: session.assumedRoleArn,
    roleArn: session.roleArn,
    sessionName: session.sessionName,
    region: session.region,
    endpointUrl: endpointForAll(session),
    longTermIssuer: session.issuer.longTerm,
    issuedAt,
  }
}

/**
 * The text of a file of the cache.
 *
 * @param key - what the session was asked for with, from `cacheKey`
 */
export function formatEntry(entry: CachedSession, key: string): string {
  return `${JSON.stringify({ version: 2, key, ...entry })}\n`
}

/**
 * What such a text says; `undefined` for anything that is not one, a newer version's included.
 *
 * @param key - with another one, it is not believed either
 */
export function parseEntry(text: string, key?: string): CachedSession | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value['version'] !== 2 || !isRecord(value['credentials'])) return undefined
  if (typeof value['key'] !== 'string' || (key !== undefined && value['key'] !== key)) return undefined
  const { credentials, endpointUrl, longTermIssuer } = value
  const texts = [
    credentials['accessKeyId'],
    credentials['secretAccessKey'],
    credentials['sessionToken'],
    value['assumedRoleArn'],
    value['roleArn'],
    value['sessionName'],
    value['region'],
  ]
  const [accessKeyId, secretAccessKey, sessionToken, assumedRoleArn, roleArn, sessionName, region] =
    texts.filter((field) => typeof field === 'string')
  const expiration = dateOf(credentials['expiration'])
  const issuedAt = dateOf(value['issuedAt'])
  if (
    accessKeyId === undefined ||
    secretAccessKey === undefined ||
    sessionToken === undefined ||
    assumedRoleArn === undefined ||
    roleArn === undefined ||
    sessionName === undefined ||
    region === undefined ||
    expiration === undefined ||
    issuedAt === undefined ||
    typeof longTermIssuer !== 'boolean' ||
    (endpointUrl !== undefined && typeof endpointUrl !== 'string')
  ) {
    return undefined
  }
  return {
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
    assumedRoleArn,
    roleArn,
    sessionName,
    region,
    endpointUrl,
    longTermIssuer,
    issuedAt,
  }
}

function dateOf(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
