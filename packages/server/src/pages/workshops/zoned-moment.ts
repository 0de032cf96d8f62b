import { HallpassError } from 'hallpass'
import { texts } from '../../texts/index.ts'

const words = texts.workshopForm

/**
 * The moment at which the clocks of a time zone show a date and time, as a form sends it (`2026-11-23T09:00`). In the
 * hour that clocks show twice, the first; in the one they leave out, what it would have been.
 *
 * @throws HallpassError `InvalidInput`
 */
export function zonedMoment(text: string, timeZone: string): Date {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text))
    throw invalid(text === '' ? words.noMoment : words.badMoment)
  const wall = Date.parse(`${text}Z`)
  if (Number.isNaN(wall)) throw invalid(words.badMoment)
  // The offset is that of the moment which is looked for: the guess is put right twice at most.
  let guess = wall
  for (let round = 0; round < 3; round += 1) {
    const next = wall - offsetMs(new Date(guess), timeZone)
    if (next === guess) break
    guess = next
  }
  return new Date(guess)
}

/** The date and time that the clocks of a time zone show at a moment, as a form has it. */
export function zonedText(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16)
}

function offsetMs(at: Date, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(at)
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    )
    return shown - Math.floor(at.getTime() / 1000) * 1000
  } catch {
    throw new HallpassError('InvalidInput', words.noZone, {
      hint: words.noZoneHint,
      facts: { name: 'timeZone' },
    })
  }
}

function invalid(message: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint: words.momentHint })
}
