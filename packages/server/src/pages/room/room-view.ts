import type { LeaseInFull } from '../../lease/index.ts'
import type { PageCall } from '../frame/index.ts'
import type { RoomRow } from './room-row.ts'
import { byName, roomRow, statesOfDay } from './room-rows.ts'

/** By what the room can be put in order. */
export const roomOrders = ['name', 'state', 'seen', 'keys', 'console', 'left'] as const
export type RoomOrder = (typeof roomOrders)[number]

/** Who of a room is shown, and in what order: it stands in the address, so that a page can be kept and sent. */
export interface RoomView {
  /** Part of a name. */
  readonly find: string
  /** One state, or empty. */
  readonly state: string
  readonly order: RoomOrder
  readonly down: boolean
}

/** What the address asks for; what it asks for wrongly is as if it had not. */
export function roomView(call: PageCall): RoomView {
  const query = (name: string): string => call.context.req.query(name) ?? ''
  const state = query('state')
  return {
    find: query('find').trim().slice(0, 100),
    state: statesOfDay.includes(state) ? state : '',
    order: roomOrders.find((order) => order === query('order')) ?? 'name',
    down: query('down') === 'yes',
  }
}

/** The part of an address that asks for a view, with the `?`; empty for the one that is shown without. */
export function viewQuery({ find, state, order, down }: RoomView): string {
  const query = new URLSearchParams({
    ...(find === '' ? {} : { find }),
    ...(state === '' ? {} : { state }),
    ...(order === 'name' ? {} : { order }),
    ...(down ? { down: 'yes' } : {}),
  }).toString()
  return query === '' ? '' : `?${query}`
}

/** Those of a room that a view shows, in its order. */
export function viewedRows(leases: readonly LeaseInFull[], view: RoomView, now: Date): RoomRow[] {
  const wanted = view.find.toLowerCase()
  const rows = leases
    .map(({ lease, ...rest }) => ({ lease, row: roomRow({ lease, ...rest }, now) }))
    .filter(
      ({ row }) => row.name.toLowerCase().includes(wanted) && (view.state === '' || row.state === view.state),
    )
    .toSorted((one, other) => compare(one, other, view.order) || byName(one.row, other.row))
  const shown = rows.map(({ row }) => row)
  return view.down ? shown.toReversed() : shown
}

interface Compared {
  readonly lease: LeaseInFull['lease']
  readonly row: RoomRow
}

function compare(one: Compared, other: Compared, order: RoomOrder): number {
  return values[order](one) - values[order](other)
}

/** What a column is compared by. */
const values: Readonly<Record<RoomOrder, (compared: Compared) => number>> = {
  name: () => 0,
  state: ({ row }) => statesOfDay.indexOf(row.state),
  seen: ({ lease }) => time(lease.first_used_at),
  keys: ({ lease }) => time(lease.last_issued_at),
  console: ({ lease }) => time(lease.console_opened_at),
  left: ({ lease }) => time(lease.ends_at),
}

/** What has not happened yet comes last. */
function time(at: Date | null): number {
  return at?.getTime() ?? Number.MAX_SAFE_INTEGER
}
