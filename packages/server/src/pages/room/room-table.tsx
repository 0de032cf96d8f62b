import { texts } from '../../texts/index.ts'
import { State } from '../frame/index.ts'
import type { RoomRow } from './room-rows.ts'

const words = texts.room

interface EverybodyProps {
  /** The workshop's. */
  readonly id: string
  readonly rows: readonly RoomRow[]
  /** Nothing can be done with anybody any more. */
  readonly over: boolean
}

/** Everybody in a table, to be ticked; the page's script keeps it as it is. */
export function Everybody({ id, rows, over }: EverybodyProps) {
  return (
    <form method="post" action={`/workshops/${id}/leases`}>
      {over ? undefined : <Moves />}
      <div class="scroll">
        <table id="room" data-live={`/workshops/${id}/live`}>
          <thead>
            <tr>
              <th>
                <input type="checkbox" aria-label={words.everybody} data-all hidden />
              </th>
              <th>{words.name}</th>
              <th>{words.state}</th>
              <th>{words.firstSeen}</th>
              <th>{words.lastKeys}</th>
              <th>{words.console}</th>
              <th>{words.left}</th>
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
  )
}

function Moves() {
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
      <input
        type="search"
        aria-label={words.find}
        placeholder={words.findShort}
        autocomplete="off"
        data-filter
        hidden
      />
    </div>
  )
}
