import { HallpassError, jsonText } from '../../base/index.ts'
import type { Client, Lease, Page, Workshop } from '../../client/index.ts'
import { posixWord } from '../../format/index.ts'
import { csvBounds } from '../../people/index.ts'
import { fileReason, readRegularFile } from '../../safe-file/index.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import type { CommandContext } from '../terminal/context.ts'
import { maybeDone } from '../terminal/maybe-done.ts'
import { table } from '../terminal/table.ts'
import type { ConnectionFlags } from './connection-flags.ts'
import { connect, connectionWords, serverAddress } from './connection.ts'

export interface WorkshopFlags extends ConnectionFlags {
  readonly json?: boolean
}

export interface CreateFlags extends WorkshopFlags {
  readonly name: string
  readonly roleArn: readonly string[]
  readonly seats: number
  readonly start?: Date
  readonly end?: Date
  readonly for?: number
  readonly timeZone?: string
  readonly duration?: number
  readonly draft?: boolean
  readonly join?: boolean
}

/** `hallpass workshop create` */
export async function runCreate(context: CommandContext, flags: CreateFlags): Promise<void> {
  const client = connect(context, flags)
  const start = flags.start ?? context.now()
  if ((flags.end === undefined) === (flags.for === undefined)) {
    throw new HallpassError('UsageError', 'it is not said when the workshop ends', {
      hint: 'give one of --end 2026-11-23T17:00:00Z and --for 8h',
      facts: { name: 'end' },
    })
  }
  const making = client.createWorkshop({
    name: flags.name,
    roles: flags.roleArn.map((roleArn) => ({ accountId: roleArn.split(':')[4] ?? '', roleArn })),
    startsAt: start.toISOString(),
    endsAt: (flags.end ?? new Date(start.getTime() + (flags.for ?? 0) * 1000)).toISOString(),
    timeZone: flags.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    seats: flags.seats,
    durationSeconds: flags.duration,
    joinMode: flags.join ? 'code' : 'closed',
    state: flags.draft ? 'draft' : 'open',
  })
  const list = ['hallpass workshop list', ...connectionWords(flags)].join(' ')
  const workshop = await maybeDone(making, `it may have been made all the same: ${list}`)
  context.output.result(flags.json ? jsonText(workshop) : `${workshop.id}\n`)
  if (workshop.joinCode !== null) context.output.note(`join code: ${workshop.joinCode}`)
  const next = ['hallpass workshop import', posixWord(workshop.id), 'people.csv', ...connectionWords(flags)]
  context.output.note(`next: ${next.join(' ')}`)
}

export interface ImportFlags extends WorkshopFlags {
  readonly dryRun?: boolean
}

/** `hallpass workshop import` */
export async function runImport(
  context: CommandContext,
  flags: ImportFlags,
  id: string,
  file: string,
): Promise<void> {
  const client = connect(context, flags)
  const { dryRun } = flags
  const list = readList(file)
  const importing = client.importParticipants(id, list, { dryRun, leases: true }).catch(async (error) => {
    if (!(error instanceof HallpassError && error.code === 'Forbidden')) throw error
    const added = await client.importParticipants(id, list, { dryRun })
    if (added.problems.length === 0)
      context.output.warning(`nobody got a lease: ${error.message}`, error.hint)
    return added
  })
  const done = await (dryRun === true
    ? importing
    : maybeDone(importing, 'they may have been added all the same; the same command again adds nobody twice'))
  if (flags.json) context.output.result(jsonText(done))
  else {
    const leases = done.dryRun ? '' : `, leases made ${done.leases}`
    context.output.result(
      `${done.dryRun ? 'would add' : 'added'} ${done.added}, known already ${done.known}${leases}\n`,
    )
  }
  if (done.problems.length === 0) return
  throw new HallpassError('InvalidInput', `${file} has rows that cannot be used; nobody was added`, {
    hint: done.problems
      .slice(0, 40)
      .map(({ row, message, hint }) => `row ${row}: ${message}${hint === null ? '' : ` (${hint})`}`)
      .join('\n'),
    facts: { file },
  })
}

/** `hallpass workshop list` */
export async function runList(context: CommandContext, flags: WorkshopFlags): Promise<void> {
  const client = connect(context, flags)
  const workshops = await all((cursor) => client.listWorkshops({ limit: 200, cursor }))
  if (flags.json) return context.output.result(jsonText(workshops))
  if (workshops.length === 0)
    return context.output.note('there is no workshop yet; how to make one: hallpass workshop create --help')
  return context.output.result(
    table(workshops.map(({ id, state, endsAt, name }) => [id, state, `ends ${endsAt}`, name])),
  )
}

/** `hallpass workshop show` */
export async function runShow(context: CommandContext, flags: WorkshopFlags, id: string): Promise<void> {
  const client = connect(context, flags)
  const workshop = await client.readWorkshop(id)
  const leases = await all((cursor) => client.listLeases(id, { limit: 200, cursor }))
  if (flags.json) return context.output.result(jsonText({ ...workshop, leases }))
  return context.output.result(`${described(workshop)}${leases.length === 0 ? '' : `\n${people(leases)}`}`)
}

function described(workshop: Workshop): string {
  return table([
    ['workshop', `${workshop.name} (${workshop.id})`],
    ['state', workshop.state],
    ['from', workshop.startsAt],
    ['until', `${workshop.endsAt} (${workshop.timeZone})`],
    ['seats', String(workshop.seats)],
    ...workshop.roles.map(({ roleArn }) => ['role', roleArn]),
    ...(workshop.joinCode === null ? [] : [['join code', workshop.joinCode]]),
  ])
}

function people(leases: readonly Lease[]): string {
  return table(
    leases.map(({ id, state, sessionName, lastIssuedAt, participant }) => [
      id,
      state,
      sessionName,
      lastIssuedAt === null ? 'no keys yet' : `keys ${lastIssuedAt}`,
      participant.name,
    ]),
  )
}

export interface RevokeFlags extends WorkshopFlags {
  readonly reason?: string
}

/** `hallpass workshop revoke`: one lease. */
export async function runRevoke(context: CommandContext, flags: RevokeFlags, id: string): Promise<void> {
  const client = connect(context, flags)
  const { lease, denial } = await maybeDone(
    client.revokeLease(id, { reason: flags.reason }),
    'it may be revoked all the same; the same command again makes sure of it',
  )
  if (flags.json) context.output.result(jsonText({ lease, denial }))
  else context.output.result(`${lease.sessionName} ${lease.state}${deniedText(denial)}\n`)
  // Not told to AWS yet: whoever asked must not take it for done.
  if (denial?.state === 'wanted') context.exitWith(exitCodes.partly)
}

function deniedText(denial: Awaited<ReturnType<Client['revokeLease']>>['denial']): string {
  if (denial === null || denial.state === 'unneeded') return ', nothing that was issued is alive'
  if (denial.state === 'wanted') return ', and AWS could not be told yet: the server goes on trying'
  return `, denied as of ${denial.deniedAt}; AWS may need minutes to apply it`
}

/** `hallpass workshop link`: the personal link of a lease's participant. */
export async function runLink(context: CommandContext, flags: WorkshopFlags, id: string): Promise<void> {
  const client = connect(context, flags)
  const made = await client.makePersonalLink(id)
  const url = `${serverAddress(context, flags)}${made.path}`
  context.output.result(flags.json ? jsonText({ ...made, url }) : `${url}\n`)
  context.output.note(`good until ${made.expiresAt}: whoever has it is this participant`)
}

/** `hallpass workshop end` */
export async function runEnd(context: CommandContext, flags: RevokeFlags, id: string): Promise<void> {
  const client = connect(context, flags)
  const workshop = await maybeDone(
    client.endWorkshop(id, { reason: flags.reason }),
    `it may have ended all the same: ${['hallpass workshop show', posixWord(id), ...connectionWords(flags)].join(' ')}`,
  )
  context.output.result(flags.json ? jsonText(workshop) : `${workshop.id} ${workshop.state}\n`)
}

function readList(file: string): Uint8Array {
  try {
    return readRegularFile(file, { maxBytes: csvBounds.maxBytes })
  } catch (error) {
    throw new HallpassError('UsageError', `${file} cannot be read: ${fileReason(error)}`, {
      cause: error,
      facts: { file },
    })
  }
}

async function all<Item>(page: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = []
  for (let cursor: string | undefined; ;) {
    const { items, next } = await page(cursor)
    found.push(...items)
    if (next === null) return found
    cursor = next
  }
}
