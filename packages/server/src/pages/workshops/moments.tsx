import { texts } from '../../texts/index.ts'
import type { Typed } from './typed.ts'
import { zonedText } from './zoned-moment.ts'

const words = texts.workshopForm
const hourMs = 3_600_000
const quarterMs = hourMs / 4
/** A day of work. */
const usualHours = 8

interface MomentsProps {
  readonly typed: Typed
  readonly now: Date
  /** The time zone of a form that nothing was typed into. */
  readonly zone: string
}

/**
 * From when to when, by whose clocks. Where nothing was typed yet, the page's script puts in the browser's time zone,
 * with the same moments.
 */
export function Moments({ typed, now, zone }: MomentsProps) {
  const begin = new Date(Math.floor(now.getTime() / quarterMs) * quarterMs)
  const fresh = typed['zone'] === undefined
  return (
    <>
      <Moment name="starts" label={words.starts} typed={typed} at={begin} zone={zone} />
      <Moment
        name="ends"
        label={words.ends}
        typed={typed}
        at={new Date(begin.getTime() + usualHours * hourMs)}
        zone={zone}
      />
      <div>
        <label for="zone">{words.zone}</label>
        <input
          id="zone"
          name="zone"
          required
          spellcheck={false}
          value={typed['zone'] ?? zone}
          data-fresh={fresh ? 'yes' : undefined}
        />
      </div>
    </>
  )
}

function Moment({
  name,
  label,
  typed,
  at,
  zone,
}: {
  readonly name: string
  readonly label: string
  readonly typed: Typed
  readonly at: Date
  readonly zone: string
}) {
  const value = typed[name]
  return (
    <div>
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="datetime-local"
        required
        value={value ?? zonedText(at, zone)}
        data-at={value === undefined ? at.toISOString() : undefined}
      />
    </div>
  )
}
