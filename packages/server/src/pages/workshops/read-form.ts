import { HallpassError } from 'hallpass'
import type { HandedOut } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import type { WorkshopInput } from '../../workshop/index.ts'
import { field } from '../frame/index.ts'
import { zonedMoment } from './zoned-moment.ts'

const words = texts.workshopForm

/**
 * A workshop as its form was filled in.
 *
 * @throws HallpassError `InvalidInput`
 */
export function readForm(form: Readonly<Record<string, unknown>>): WorkshopInput {
  const roleArn = field(form, 'roleArn')
  const zone = field(form, 'zone')
  return {
    name: field(form, 'name'),
    roles: [{ roleArn, accountId: roleArn.split(':')[4] ?? '' }],
    startsAt: zonedMoment(field(form, 'starts'), zone),
    endsAt: zonedMoment(field(form, 'ends'), zone),
    timeZone: zone,
    seats: count(field(form, 'seats'), 'seats', 10_000),
    durationSeconds: Math.round(number(field(form, 'hours'), 'hours', 12) * 3600),
    regions: regionsOf(form),
    joinMode: field(form, 'join') === 'closed' ? 'closed' : 'code',
    consoleAllowed: field(form, 'console') === 'yes',
  }
}

/** The role that a form names, with the form's limits: enough for a preview. */
export function handedOutByForm(form: Readonly<Record<string, unknown>>): HandedOut {
  return { issuer: 'default', roleArn: field(form, 'roleArn'), regions: regionsOf(form) }
}

function regionsOf(form: Readonly<Record<string, unknown>>): string[] {
  return field(form, 'regions')
    .split(/[\s,]+/)
    .filter((region) => region !== '')
}

function count(text: string, name: string, most: number): number {
  const value = number(text, name, most)
  if (Number.isInteger(value) && value >= 1) return value
  throw new HallpassError('InvalidInput', words.noCount(name, most), { facts: { name } })
}

function number(text: string, name: string, most: number): number {
  const value = Number(text)
  if (text !== '' && value > 0 && value <= most) return value
  throw new HallpassError('InvalidInput', words.noNumber(name, most), { facts: { name } })
}
