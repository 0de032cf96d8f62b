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

export function momentText(at: Date, zone: string, withDate: boolean): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...(withDate ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
}

/** How long something still lasts: `2 h 05 min`, `9 min`, `over`. */
export function leftText(until: Date, now: Date): string {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000)
  if (minutes <= 0) return 'over'
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
}
