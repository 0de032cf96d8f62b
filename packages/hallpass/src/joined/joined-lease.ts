import { isRecord } from '../base/index.ts'

/** A lease that this machine has joined, as it is kept. Secret. */
export interface JoinedLease {
  /** The profile that gets the lease's keys. */
  readonly profile: string
  /** The server: `https://desk.example.com`. */
  readonly server: string
  /** The lease's token, which gets its keys. */
  readonly token: string
  readonly leaseId: string
  readonly workshopId: string
  readonly workshop: string
  /** Whose it is. */
  readonly participant: string
  /** As CloudTrail has it. */
  readonly sessionName: string
  readonly region: string
  /** The endpoint of every service; `undefined` for AWS's own. */
  readonly endpointUrl: string | undefined
  readonly endsAt: Date
  /** An IANA name: the workshop's. */
  readonly timeZone: string
  readonly joinedAt: Date
}

const textFields = [
  'profile',
  'server',
  'token',
  'leaseId',
  'workshopId',
  'workshop',
  'participant',
  'sessionName',
  'region',
  'timeZone',
] as const

/** The text of a file that keeps one. */
export function formatJoinedLease(lease: JoinedLease): string {
  return `${JSON.stringify({ version: 1, ...lease }, null, 2)}\n`
}

/** What such a text says; `undefined` for anything that is not one, a newer version's included. */
export function parseJoinedLease(text: string): JoinedLease | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value['version'] !== 1) return undefined
  const texts = textsOf(value)
  const endsAt = dateOf(value['endsAt'])
  const joinedAt = dateOf(value['joinedAt'])
  const { endpointUrl } = value
  if (texts === undefined || endsAt === undefined || joinedAt === undefined) return undefined
  if (endpointUrl !== undefined && typeof endpointUrl !== 'string') return undefined
  return { ...texts, endpointUrl, endsAt, joinedAt }
}

function textsOf(
  value: Readonly<Record<string, unknown>>,
): Record<(typeof textFields)[number], string> | undefined {
  const text = (name: string): string => {
    const field = value[name]
    return typeof field === 'string' ? field : ''
  }
  if (textFields.some((name) => text(name) === '')) return undefined
  return {
    profile: text('profile'),
    server: text('server'),
    token: text('token'),
    leaseId: text('leaseId'),
    workshopId: text('workshopId'),
    workshop: text('workshop'),
    participant: text('participant'),
    sessionName: text('sessionName'),
    region: text('region'),
    timeZone: text('timeZone'),
  }
}

function dateOf(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
