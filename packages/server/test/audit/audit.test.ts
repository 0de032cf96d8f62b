import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  auditLine,
  type ChainedRow,
  parseAuditLine,
  readChain,
  verifyAuditChain,
} from '../../src/audit/index.ts'
import { change } from '../../src/change/index.ts'
import type { Database } from '../../src/store/index.ts'
import { admin, useDesks } from '../desk.ts'

const desks = useDesks()

async function rowsOf(database: Database): Promise<ChainedRow[]> {
  const rows: ChainedRow[] = []
  for await (const row of readChain(database)) rows.push(row)
  return rows
}

async function deskWithRows(count: number) {
  const desk = await desks.make()
  await change(desk.services, admin, async ({ record }) => {
    for (let index = 0; index < count; index += 1) {
      record({ action: 'staff.signed-in', reason: `“${index}” \\ é\u2028` })
    }
  })
  return desk
}

describe('the audit', () => {
  it.each(['update audit set entry = entry', 'delete from audit', 'truncate audit'])(
    'refuses %s',
    async (statement) => {
      const { services } = await deskWithRows(2)
      await expect(sql.raw(statement).execute(services.database)).rejects.toThrow('the audit is append-only')
      expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true, rows: 2 })
    },
  )

  it('lets no writer choose a number or a hash', async () => {
    const { services } = await deskWithRows(1)
    await sql`insert into audit (seq, entry, hash, previous_hash, at, action)
      values (99, '{"at":"2026-11-23T09:00:00.000Z","action":"staff.signed-in","actor":{"kind":"system","id":"x"}}',
        '\\x00', '\\x00', now(), 'nothing')`.execute(services.database)
    expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true, rows: 2 })
  })

  it('sees a row that was changed, taken out, or put elsewhere', async () => {
    const { services } = await deskWithRows(4)
    const rows = await rowsOf(services.database)
    const [one, two, three, four] = [rows[0]!, rows[1]!, rows[2]!, rows[3]!]
    expect(await verifyAuditChain([one, { ...two, entry: two.entry.replace('“1”', '“9”') }, three])).toEqual({
      ok: false,
      seq: 2,
      problem: 'it was changed',
    })
    expect(await verifyAuditChain([one, three, four])).toMatchObject({ ok: false, seq: 2 })
    expect(await verifyAuditChain([one, { ...three, seq: 2 }, { ...two, seq: 3 }])).toMatchObject({
      ok: false,
      seq: 2,
    })
    expect(await verifyAuditChain([two, three])).toMatchObject({ ok: false, seq: 1 })
    expect(await verifyAuditChain(rows)).toEqual({ ok: true, rows: 4, head: four.hash })
  })

  it('is exported as lines that can be checked without the database', async () => {
    const { services } = await deskWithRows(3)
    const lines = (await rowsOf(services.database)).map(auditLine)
    expect(lines.map((line) => JSON.parse(line).entry.reason)).toEqual([
      '“0” \\ é\u2028',
      '“1” \\ é\u2028',
      '“2” \\ é\u2028',
    ])
    expect(await verifyAuditChain(lines.map(parseAuditLine))).toMatchObject({ ok: true, rows: 3 })
    const forged = lines.map((line) => line.replace('Ann Admin', 'Bob'))
    expect(await verifyAuditChain(forged.map(parseAuditLine))).toMatchObject({ ok: false, seq: 1 })
  })

  it('has no gap and no fork when many write at once, and some fail', async () => {
    const { services } = await desks.make()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        change(services, admin, async ({ record }) => {
          record({ action: 'staff.signed-in' })
          record({ action: 'staff.refused' })
          if (index % 4 === 0) throw new Error('taken back')
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await verifyAuditChain(readChain(services.database))).toMatchObject({ ok: true, rows: 60 })
  })

  it('tells whoever is notified the numbers of what was committed', async () => {
    const { ports } = await deskWithRows(3)
    expect(ports.recorded.map(({ seq, at }) => [seq, at])).toEqual([
      [1, '2026-11-23T09:00:00.000Z'],
      [2, '2026-11-23T09:00:00.000Z'],
      [3, '2026-11-23T09:00:00.000Z'],
    ])
  })
})
