import { texts } from '../../texts/index.ts'

/** A moment in a workshop's time zone, for people; machines read the attribute. */
export function Moment({
  at,
  zone,
  withDate = false,
}: {
  readonly at: Date
  readonly zone: string
  readonly withDate?: boolean
}) {
  return <time datetime={at.toISOString()}>{momentText(at, zone, withDate)}</time>
}

/** From when to when something lasts, and by whose clocks. */
export function Times({
  workshop: { starts_at: from, ends_at: until, time_zone: zone },
}: {
  readonly workshop: { readonly starts_at: Date; readonly ends_at: Date; readonly time_zone: string }
}) {
  return (
    <p class="soft">
      {texts.times.span(
        <Moment at={from} zone={zone} withDate />,
        <Moment at={until} zone={zone} withDate />,
        zone,
      )}
    </p>
  )
}

/** What is left of something: the page's script keeps it right, with the words it finds here. */
export function Left({ until, now }: { readonly until: Date; readonly now: Date }) {
  const { over, days, hours, minutes, soon } = texts.times
  return (
    <strong
      data-until={until.toISOString()}
      data-now={now.toISOString()}
      data-over={over}
      data-days={days}
      data-hours={hours}
      data-minutes={minutes}
      data-soon={soon}
    >
      {leftText(until, now)}
    </strong>
  )
}

export function momentText(at: Date, zone: string, withDate: boolean): string {
  return formatOf(zone, withDate).format(at)
}

/** To make one takes longer than to use it some hundred times, and a room has thousands of moments. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string, withDate: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${withDate}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(texts.locale, {
    timeZone: zone,
    ...(withDate ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
    hour: '2-digit',
    minute: '2-digit',
  })
  // Workshops name their zones: as many as there are would never be so many.
  if (formats.size >= mostFormats) formats.clear()
  formats.set(key, made)
  return made
}

const mostFormats = 1000

/** How long something still lasts: `2 h 05 min`, `9 min`, `over`. */
export function leftText(until: Date, now: Date): string {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000)
  const words = texts.times
  if (minutes <= 0) return words.over
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return fill(words.days, { days: Math.floor(hours / 24) })
  if (hours === 0) return fill(words.minutes, { minutes })
  return fill(words.hours, { hours, minutes: String(minutes % 60).padStart(2, '0') })
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''))
}
