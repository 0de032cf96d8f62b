import { texts } from '../../texts/index.ts'
import { stateText } from '../frame/index.ts'
import { statesOfDay } from './room-rows.ts'
import { type RoomOrder, type RoomView, viewQuery } from './room-view.ts'

const words = texts.room

/** Who is shown: sent to the server, and done at once by the page's script. */
export function Filter({ here, view }: { readonly here: string; readonly view: RoomView }) {
  return (
    <form class="row" method="get" action={here} role="search">
      <input
        type="search"
        name="find"
        aria-label={words.find}
        placeholder={words.findShort}
        autocomplete="off"
        maxlength={100}
        value={view.find}
        data-filter
      />
      <select name="state" aria-label={words.state}>
        <option value="">{words.anyState}</option>
        {statesOfDay.map((state) => (
          <option value={state} selected={state === view.state}>
            {stateText(state)}
          </option>
        ))}
      </select>
      {view.order === 'name' ? undefined : <input type="hidden" name="order" value={view.order} />}
      {view.down ? <input type="hidden" name="down" value="yes" /> : undefined}
      <button>{words.show}</button>
    </form>
  )
}

/** The head of a column, which puts the room in its order; once more, the other way round. */
export function Head({
  here,
  view,
  order,
  children: label,
}: {
  readonly here: string
  readonly view: RoomView
  readonly order: RoomOrder
  readonly children?: string
}) {
  const own = view.order === order
  const next = { ...view, order, down: own && !view.down }
  return (
    <th aria-sort={own ? (view.down ? 'descending' : 'ascending') : undefined}>
      <a class="sort" href={`${here}${viewQuery(next)}`}>
        {label}
        <span aria-hidden="true">{own ? (view.down ? ' ↓' : ' ↑') : ''}</span>
      </a>
    </th>
  )
}
