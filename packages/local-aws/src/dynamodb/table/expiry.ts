import type { Table } from '../../model/index.ts'
import type { Item } from '../value/index.ts'

/** What was over longer ago than that is not deleted: AWS takes it for a mistake. Seconds. */
const oldestSeconds = 5 * 365 * 24 * 60 * 60

/** A text that items come by in the order in which they are over; `undefined` for one that never is. */
export function expiryText(
  { timeToLive }: Pick<Table, 'timeToLive'>,
  item: Item,
  id: string,
): string | undefined {
  const value = timeToLive === undefined ? undefined : item.get(timeToLive)
  const seconds = value?.type === 'N' ? Number(value.value) : Number.NaN
  return seconds >= 0 && seconds < 1e12 ? `${momentText(Math.floor(seconds))}${id}` : undefined
}

/** The first and the last text, the latter not included, of what is over and is to be deleted. */
export function expiredTexts(now: Date): readonly [from: string, to: string] {
  const seconds = Math.floor(now.getTime() / 1000)
  return [momentText(Math.max(0, seconds - oldestSeconds)), momentText(Math.max(0, seconds))]
}

function momentText(seconds: number): string {
  return String(seconds).padStart(12, '0')
}
