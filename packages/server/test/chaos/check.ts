import { sql } from 'kysely'
import { type AuditEntry, parseAuditLine, verifyAuditChain } from '../../src/audit/index.ts'
import { doKeysWork } from './aws-keys.ts'
import { checkWebhooks } from './check-webhooks.ts'
import { keysOf, type LoadTools } from './load.ts'
import type { KnownLease } from './people.ts'

/** An entry with its number. */
export interface NumberedEntry extends AuditEntry {
  readonly seq: number
}

/** What is not as it was acknowledged; called when the load is over and everything came to rest. */
export async function findProblems(tools: LoadTools): Promise<string[]> {
  const { problems, entries } = await readAudit(tools)
  return [
    ...problems,
    ...(await checkNothingIsLeft(tools)),
    ...(await checkLeases(tools, entries)),
    ...(await checkOnce(tools, entries)),
    ...(await checkAccess(tools)),
    ...(await checkWebhooks(tools, entries)),
  ]
}

/** The whole audit, as an admin exports it; its chain is checked as `hallpass audit verify` does. */
async function readAudit({ platform, world }: LoadTools) {
  const { body } = await platform.insist({ method: 'GET', path: '/v1/audit', cookie: world.adminCookie })
  const rows = String(body).trimEnd().split('\n').map(parseAuditLine)
  const chain = await verifyAuditChain(rows)
  const entries = rows.map(({ seq, entry }): NumberedEntry => ({ ...JSON.parse(entry), seq }))
  const problems = chain.ok ? [] : [`the chain of the audit breaks at ${chain.seq}: ${chain.problem}`]
  return { problems, entries }
}

async function checkNothingIsLeft({ world: { database } }: LoadTools): Promise<string[]> {
  const { rows } = await sql<{ problem: string }>`
    select 'not denied at AWS: ' || session_name || ' ' || coalesce(last_error, '') as problem
      from denial where state = 'wanted'
    union all select 'not delivered: ' || event_id || ' ' || coalesce(last_error, '')
      from webhook_delivery where delivered_at is null
    union all select 'not ended: ' || id from lease
      where state in ('pending', 'active', 'suspended') and ends_at < now() - interval '5 seconds'
    union all select 'two leases at once: ' || participant_id from lease
      where state in ('pending', 'active', 'suspended') group by participant_id having count(*) > 1
    union all select 'a participant without a lease: ' || name from participant p
      where not exists (select 1 from lease where participant_id = p.id)
    union all select 'a lease in a workshop that is over: ' || lease.id from lease join workshop w on w.id = workshop_id
      where lease.state in ('pending', 'active', 'suspended') and w.state in ('ended', 'archived')
  `.execute(database)
  return rows.map(({ problem }) => problem)
}

const stateAfter: Readonly<Record<string, string>> = {
  'lease.created': 'pending',
  'lease.started': 'active',
  'lease.suspended': 'suspended',
  'lease.resumed': 'active',
  'lease.ended': 'ended',
  'lease.revoked': 'revoked',
}

/** What was acknowledged is in the audit, and what is in the audit is what the leases are. */
async function checkLeases(
  { world, ledger }: LoadTools,
  entries: readonly NumberedEntry[],
): Promise<string[]> {
  const problems: string[] = []
  const byLease = new Map<string, NumberedEntry[]>()
  for (const entry of entries) {
    const own = byLease.get(entry.leaseId ?? '') ?? []
    byLease.set(entry.leaseId ?? '', own)
    own.push(entry)
  }
  const rows = await world.database.selectFrom('lease').select(['id', 'state']).execute()
  for (const { id, state } of rows) {
    const words = (byLease.get(id) ?? []).flatMap(({ action }) => stateAfter[action] ?? [])
    if (words.at(-1) !== state) problems.push(`${id} is ${state}; in the audit it is ${words.at(-1)}`)
    if (words.filter((word) => word === 'pending').length !== 1) problems.push(`${id} was not made once`)
  }
  const there = new Set(rows.map(({ id }) => id))
  for (const { id, acknowledged, keys, consoles } of ledger.leases.values()) {
    if (!there.has(id)) problems.push(`${id} was acknowledged, and is gone`)
    const own = byLease.get(id) ?? []
    for (const [word, times] of countOf(acknowledged)) {
      const found = own.filter(({ action }) => action === word).length
      if (found < times)
        problems.push(`${id}: ${word} was acknowledged ${times} times, and is there ${found} times`)
    }
    const issued = new Set(
      own.flatMap(({ action, accessKeyId }) => (action === 'credentials.issued' ? [accessKeyId] : [])),
    )
    for (const { accessKeyId } of keys) {
      if (!issued.has(accessKeyId))
        problems.push(`${id} was given ${accessKeyId}, which the audit does not know`)
    }
    const opened = own.filter(({ action }) => action === 'console.opened').length
    if (opened < consoles) problems.push(`${id} was given ${consoles} console links; the audit has ${opened}`)
  }
  return problems
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** What was asked for with a key, or by the platform's own id, was made once, however often it was asked for. */
async function checkOnce({ world, ledger }: LoadTools, entries: readonly NumberedEntry[]): Promise<string[]> {
  const problems: string[] = []
  const { rows: people } = await sql<{ who: string; leases: number }>`
    select external_id as who, count(lease.id) as leases from participant left join lease on participant_id = participant.id
    where external_id is not null group by participant.id, external_id`.execute(world.database)
  const leases = new Map<string, number>()
  for (const { who, leases: count } of people) {
    if (leases.has(who)) problems.push(`${who} is there twice`)
    leases.set(who, count)
  }
  for (const who of ledger.asked) {
    if (leases.get(who) !== 1) problems.push(`${who} asked for one lease, and has ${leases.get(who) ?? 0}`)
  }
  const { rows: workshops } = await sql<{ name: string; count: number }>`
    select name, count(*) as count from workshop group by name`.execute(world.database)
  for (const { name, count } of workshops) if (count !== 1) problems.push(`${name} is there ${count} times`)
  const states = await world.database.selectFrom('workshop').select(['name', 'state']).execute()
  for (const [name, { ended }] of ledger.workshops) {
    const state = states.find((one) => one.name === name)?.state
    if (state !== (ended ? 'ended' : 'open')) problems.push(`${name} is ${state}`)
  }
  for (const [leaseId, asked] of ledger.tokenRequests) {
    const made = entries.filter(
      (entry) => entry.action === 'lease.token-made' && entry.leaseId === leaseId,
    ).length
    if (made > asked) problems.push(`${leaseId} was to have ${asked} tokens, and has ${made}`)
  }
  const { rows: guests } = await sql<{ name: string; count: number }>`
    select name, count(*) as count from participant where name like 'Guest %' group by name`.execute(
    world.database,
  )
  for (const [name, acknowledged] of ledger.guests) {
    const count = guests.find((guest) => guest.name === name)?.count ?? 0
    if (count > 1 || (acknowledged && count === 0)) problems.push(`${name} is there ${count} times`)
  }
  return problems
}

/** Who lost their right has nothing that works; who has it gets keys that do. */
async function checkAccess(tools: LoadTools): Promise<string[]> {
  const { world, ledger, platform } = tools
  const problems: string[] = []
  for (const lease of ledger.leases.values()) {
    const isOver = lease.state !== 'active' || lease.shortSeconds !== undefined
    const path = `/v1/leases/${lease.id}/credentials`
    const answered = await platform.insist({ method: 'POST', path, body: {} })
    if (isOver) {
      if (answered.status !== 409) problems.push(`${describe(lease)} is given keys: ${answered.status}`)
      for (const keys of lease.keys) {
        if (await doKeysWork(world.lab, keys))
          problems.push(`${describe(lease)} has keys that work: ${keys.accessKeyId}`)
      }
    } else if (answered.status !== 200 || !(await doKeysWork(world.lab, keysOf(answered)))) {
      problems.push(
        `${describe(lease)} gets no keys that work: ${answered.status} ${JSON.stringify(answered.body.title)}`,
      )
    }
  }
  return problems
}

function describe({ id, state, shortSeconds }: KnownLease): string {
  return `${id} (${shortSeconds === undefined ? state : `ended after ${shortSeconds} seconds`})`
}
