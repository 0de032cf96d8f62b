import { texts } from '../../texts/index.ts'
import { State } from '../frame/index.ts'
import { Filter, Head } from './room-filter.tsx'
import type { RoomRow } from './room-row.ts'
import { type RoomView, viewQuery } from './room-view.ts'

const words = texts.room

interface EverybodyProps {
  /** The room's address. */
  readonly here: string
  readonly rows: readonly RoomRow[]
  /** How many there are like that, also where not all of them are shown. */
  readonly found: number
  readonly now: Date
  /** Nothing can be done with anybody any more. */
  readonly over: boolean
  readonly view: RoomView
}

/** Everybody in a table, to be ticked; the page's script keeps it as it is. */
export function Everybody(props: EverybodyProps) {
  const { here, rows, found, over, view } = props
  const usual = usualEnd(rows)
  return (
    <>
      <div class="tools">
        <Filter here={here} view={view} />
        {over ? undefined : <Moves count={found} />}
      </div>
      <form id={movesForm} method="post" action={`${here}/leases${viewQuery(view)}`}>
        <div class="scroll">
          <table id="room" {...liveData(props)} data-ends={usual}>
            <thead>
              <tr>
                <th>
                  <input type="checkbox" aria-label={words.everybody} data-all hidden />
                </th>
                <Head here={here} view={view} order="name">
                  {words.name}
                </Head>
                <Head here={here} view={view} order="state">
                  {words.state}
                </Head>
                <Head here={here} view={view} order="seen">
                  {words.firstSeen}
                </Head>
                <Head here={here} view={view} order="keys">
                  {words.lastKeys}
                </Head>
                <Head here={here} view={view} order="console">
                  {words.console}
                </Head>
                <Head here={here} view={view} order="left">
                  {words.left}
                </Head>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row row={row} usual={usual} />
              ))}
            </tbody>
          </table>
        </div>
      </form>
      <template id="room-row">
        <Row row={nobody} />
      </template>
    </>
  )
}

/** What the page's script has to know: where it hears, what is shown, and in which words. */
function liveData({ here, now, rows, found, view: { find, state, order, down } }: EverybodyProps) {
  const { over, days, hours, minutes } = texts.times
  return {
    'data-live': `${here}/live`,
    'data-now': now.toISOString(),
    'data-find': find,
    'data-state': state,
    'data-order': order,
    'data-down': down ? 'yes' : '',
    'data-cut': rows.length < found ? 'yes' : '',
    'data-over': over,
    'data-days': days,
    'data-hours': hours,
    'data-minutes': minutes,
  }
}

/** `usual`: when most end, which is not said again by each. */
function Row({ row, usual }: { readonly row: RoomRow; readonly usual?: number | undefined }) {
  return (
    <tr id={row.id} data-ends={row.ends === usual ? undefined : (row.ends ?? '')}>
      <td>
        <input type="checkbox" name="lease" value={row.lease} aria-label={row.name} />
      </td>
      <td>{row.name}</td>
      <td>
        <State state={row.state} />
      </td>
      <td>{row.firstSeen}</td>
      <td>{row.lastKey}</td>
      <td>{row.console}</td>
      <td>{row.left}</td>
    </tr>
  )
}

/** When most people's access ends. */
function usualEnd(rows: readonly RoomRow[]): number | undefined {
  const counts = new Map<number, number>()
  for (const { ends } of rows) if (ends !== undefined) counts.set(ends, (counts.get(ends) ?? 0) + 1)
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one)
  return most?.[0]
}

const nobody: RoomRow = {
  id: '',
  lease: '',
  name: '',
  state: 'active',
  says: '',
  firstSeen: '',
  lastKey: '',
  console: '',
  left: '',
  ends: undefined,
}

/** The table's form: its buttons stay in sight above it. */
const movesForm = 'everybody'

function Moves({ count }: { readonly count: number }) {
  return (
    <div class="row" role="group" aria-label={words.ticked}>
      <button form={movesForm} name="move" value="suspend">
        {words.suspend}
      </button>
      <button form={movesForm} name="move" value="resume">
        {words.resume}
      </button>
      <button form={movesForm} name="move" value="extend">
        {words.extend}
      </button>
      <button class="bad" form={movesForm} name="move" value="revoke">
        {words.revoke}
      </button>
      <label class="tick">
        <input type="checkbox" form={movesForm} name="everybody" value="yes" data-everybody />{' '}
        {words.shown(count)}
      </label>
    </div>
  )
}
