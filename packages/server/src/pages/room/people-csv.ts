import { texts } from '../../texts/index.ts'
import { requireWorkshop } from '../../workshop/index.ts'
import { type PageCall, requireStaff, stateText } from '../frame/index.ts'
import { csvText } from './csv-text.ts'
import { everybody } from './everybody.ts'
import { byName, roomRow } from './room-rows.ts'

const words = texts.room

/** Everybody in a room as a file for a spreadsheet. */
export async function peopleCsv(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'lease.read', id)
  const now = services.now()
  const rows = (await everybody(services.database, workshop))
    .map((one) => ({ ...one, row: roomRow(one, now) }))
    .toSorted((one, other) => byName(one.row, other.row))
  const table = rows.map(({ row, lease, participant }) => [
    participant.name,
    participant.email ?? '',
    stateText(row.state),
    iso(lease.first_used_at),
    iso(lease.last_issued_at),
    iso(lease.console_opened_at),
    iso(lease.ends_at),
    lease.session_name,
  ])
  call.context.header('cache-control', 'no-store')
  call.context.header('x-content-type-options', 'nosniff')
  call.context.header('content-disposition', `attachment; filename="${id}.csv"`)
  return call.context.body(csvText([words.csvHead, ...table]), 200, {
    'content-type': 'text/csv; charset=utf-8',
  })
}

function iso(at: Date | null): string {
  return at?.toISOString() ?? ''
}
