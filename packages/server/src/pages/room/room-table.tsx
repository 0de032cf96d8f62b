import { texts } from '../../texts/index.ts'
import { State } from '../frame/index.ts'
import { Filter, Head } from './room-filter.tsx'
import type { RoomRow } from './room-rows.ts'
import { type RoomView, viewQuery } from './room-view.ts'

const words = texts.room

interface EverybodyProps {
  /** The room's address. */
  readonly here: string
  readonly rows: readonly RoomRow[]
  /** Nothing can be done with anybody any more. */
  readonly over: boolean
  readonly view: RoomView
}

/** Everybody in a table, to be ticked; the page's script keeps it as it is. */
export function Everybody({ here, rows, over, view }: EverybodyProps) {
  return (
    <>
      <Filter here={here} view={view} />
      <form method="post" action={`${here}/leases${viewQuery(view)}`}>
        {over ? undefined : <Moves count={rows.length} />}
        <div class="scroll">
          <table id="room" data-live={`${here}/live`} data-filtered={view.find !== '' || view.state !== ''}>
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
                <tr id={row.id}>
                  <td class="pick">
                    <input type="checkbox" name="lease" value={row.id} aria-label={row.name} />
                  </td>
                  <td class="name">{row.name}</td>
                  <td>
                    <State state={row.state} />
                  </td>
                  <td>{row.firstSeen}</td>
                  <td>{row.lastKey}</td>
                  <td>{row.console}</td>
                  <td>{row.left}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </form>
    </>
  )
}

function Moves({ count }: { readonly count: number }) {
  return (
    <div class="row" role="group" aria-label={words.ticked}>
      <button name="move" value="suspend">
        {words.suspend}
      </button>
      <button name="move" value="resume">
        {words.resume}
      </button>
      <button name="move" value="extend">
        {words.extend}
      </button>
      <button class="bad" name="move" value="revoke">
        {words.revoke}
      </button>
      <label class="tick">
        <input type="checkbox" name="everybody" value="yes" data-everybody /> {words.shown(count)}
      </label>
    </div>
  )
}
