import { AwsError, type RawResponse } from '../base/index.ts'
import type { CloudTrailEvent, EventFilter, Trail } from '../trail/index.ts'
import { eventsPage, pageLimit } from './events-page.ts'
import { isForBrowser, type LocalCall, type LocalRoute } from './route.ts'

export interface EventsOptions {
  readonly trail: Trail
  /** Whose administrators may see every account's events. */
  readonly managementAccount: string
  readonly now: () => Date
}

/** `GET /_local/events`: what happened, in CloudTrail's shape, one record on each line. */
export function eventRoutes(options: EventsOptions): readonly LocalRoute[] {
  return [
    {
      method: 'GET',
      path: '/events',
      action: 'ListEvents',
      about:
        'what happened, in the shape of CloudTrail, a line each; ?who, accessKeyId, eventName, errorCode, since, limit, order, account, follow',
      run: (call) => listEvents(call, options),
    },
  ]
}

const parameterNames = new Set([
  'who',
  'accessKeyId',
  'eventName',
  'errorCode',
  'since',
  'limit',
  'order',
  'account',
  'follow',
  // Which of a browser's console sessions asks.
  'console',
])

function listEvents(call: LocalCall, options: EventsOptions): RawResponse {
  const { params } = call
  const filter = readFilter(call, options)
  if (isForBrowser(call.headers)) {
    const limit = Math.min(filter.limit ?? pageLimit, 1000)
    return eventsPage({
      asked: params,
      events: options.trail.events({ ...filter, limit }).toReversed(),
      limit,
      showsAccounts: filter.account === undefined,
    })
  }
  const follows = params.has('follow')
  const newestFirst = oneOf(params, 'order', ['oldest', 'newest']) === 'newest'
  if (follows && newestFirst) throw invalid('order=newest', 'what goes on has no newest event to begin with')
  const headers: RawResponse['headers'] = [
    ['Content-Type', 'application/jsonl'],
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
  ]
  if (!follows) {
    const events = options.trail.events(filter)
    const lines = (newestFirst ? events.toReversed() : events).map(lineOf).join('')
    return { status: 200, headers, body: lines }
  }
  if (followers >= mostFollowers) {
    throw new AwsError('LimitExceededException', 429, `${mostFollowers} follow the events already.`)
  }
  return { status: 200, headers, body: '', stream: following(filter, options.trail, call.mayGoOn) }
}

/**
 * Reads a filter from a query.
 *
 * @throws AwsError `ValidationException` for a parameter that does not exist or is unreadable, `AccessDenied` for
 * another account's events
 */
export function readFilter(call: LocalCall, { managementAccount, now }: EventsOptions): EventFilter {
  const { params, caller } = call
  for (const name of params.keys()) {
    if (!parameterNames.has(name)) throw invalid(name, `there is ${[...parameterNames].join(', ')}`)
  }
  const account = params.get('account') ?? caller.account
  if (account !== caller.account && caller.account !== managementAccount) {
    throw new AwsError(
      'AccessDenied',
      403,
      `Only the account ${managementAccount} sees the events of other accounts.`,
    )
  }
  if (account !== '*' && !/^\d{12}$/.test(account)) throw invalid('account', 'it has 12 digits, or is *')
  return {
    who: filled(params, 'who'),
    accessKeyId: filled(params, 'accessKeyId'),
    eventName: filled(params, 'eventName'),
    errorCode: filled(params, 'errorCode'),
    since: readSince(filled(params, 'since'), now()),
    limit: readLimit(filled(params, 'limit')),
    account: account === '*' ? undefined : account,
  }
}

/** An empty field of a form asks for nothing. */
function filled(params: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = params.get(name)
  return value === '' ? undefined : value
}

function oneOf(
  params: ReadonlyMap<string, string>,
  name: string,
  values: readonly string[],
): string | undefined {
  const value = filled(params, name)
  if (value !== undefined && !values.includes(value)) throw invalid(name, `it is ${values.join(' or ')}`)
  return value
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A moment, or how long ago, as in `10m`. */
function readSince(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (unit !== '') return new Date(now.getTime() - Number(number) * (unitMs[unit] ?? 0))
  const moment = /^\d{4}-\d\d-\d\dT/.test(text) ? new Date(text) : undefined
  if (moment === undefined || Number.isNaN(moment.getTime())) {
    throw invalid('since', 'it is a moment such as 2026-11-22T12:00:00Z, or how long ago, such as 10m')
  }
  return moment
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,6}$/.test(text)) throw invalid('limit', 'it is a number from 1')
  return Number(text)
}

function invalid(name: string, why: string): AwsError {
  return new AwsError('ValidationException', 400, `${name} is not understood: ${why}.`)
}

function lineOf(event: CloudTrailEvent): string {
  return `${JSON.stringify(event)}\n`
}

const mostFollowers = 100
/** A follower that is so far behind what goes on, in characters, is let go. */
const mostWaiting = 8 * 1024 * 1024
/** What happened before is told in pieces of about so many characters. */
const pieceLength = 256 * 1024
/** An empty line now and then finds out whether anybody still reads; readers of JSON Lines pass over it. */
const heartbeatMs = 15_000

let followers = 0

/** What happened, and then whatever happens, until the reader goes, falls too far behind or may not see it any more. */
async function* following(
  filter: EventFilter,
  trail: Trail,
  mayGoOn: () => boolean,
): AsyncGenerator<Uint8Array, void> {
  followers += 1
  const reader: { waiting: string; isLetGo: boolean; wake?: () => void } = { waiting: '', isLetGo: false }
  const unfollow = trail.follow(filter, (event) => {
    const line = lineOf(event)
    // Nothing is kept for whoever does not read: the rest of the answer would have a hole.
    if (reader.waiting.length + line.length > mostWaiting) {
      reader.isLetGo = true
      reader.waiting = ''
      unfollow()
    } else {
      reader.waiting += line
    }
    reader.wake?.()
  })
  const before = trail.events(filter)
  try {
    // At once, so that the reader has the head of the answer.
    if (before.length === 0) yield Buffer.from('\n')
    for (const piece of piecesOf(before)) {
      if (!mayGoOn()) return
      yield Buffer.from(piece)
    }
    for (;;) {
      if (reader.waiting === '') await somethingOr(heartbeatMs, (resolve) => (reader.wake = resolve))
      const piece = reader.waiting === '' ? '\n' : reader.waiting
      reader.waiting = ''
      if (reader.isLetGo || !mayGoOn()) return
      yield Buffer.from(piece)
    }
  } finally {
    unfollow()
    followers -= 1
  }
}

function* piecesOf(events: readonly CloudTrailEvent[]): Generator<string, void> {
  let piece = ''
  for (const event of events) {
    piece += lineOf(event)
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

function somethingOr(ms: number, onWake: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref()
    onWake(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
