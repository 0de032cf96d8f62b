import { texts } from '../../texts/index.ts'
import type { Workshop } from '../../workshop/index.ts'
import type { Typed } from './typed.ts'
import { zonedText } from './zoned-moment.ts'

/** A workshop as its form would have been filled in. */
export function typedWorkshop(workshop: Workshop): Typed {
  const { time_zone: zone } = workshop
  return {
    name: workshop.name,
    roleArn: workshop.roles[0]?.roleArn ?? '',
    starts: zonedText(workshop.starts_at, zone),
    ends: zonedText(workshop.ends_at, zone),
    zone,
    seats: String(workshop.seats),
    hours: String(workshop.duration_seconds / 3600),
    regions: workshop.regions.join(' '),
    join: workshop.join_mode === 'closed' ? 'closed' : 'code',
    console: workshop.console_allowed ? 'yes' : 'no',
  }
}

const dayMs = 86_400_000

/** The same again: as long, at the same time of the day, on the first day from now on. */
export function typedAgain(workshop: Workshop, now: Date): Typed {
  const { time_zone: zone } = workshop
  const length = workshop.ends_at.getTime() - workshop.starts_at.getTime()
  const days = Math.max(0, Math.ceil((now.getTime() - workshop.starts_at.getTime()) / dayMs))
  const starts = new Date(workshop.starts_at.getTime() + days * dayMs)
  return {
    ...typedWorkshop(workshop),
    name: texts.workshopForm.copyName(workshop.name).slice(0, 200),
    starts: zonedText(starts, zone),
    ends: zonedText(new Date(starts.getTime() + length), zone),
  }
}
