import type { HandoutOptions } from './handout.ts'

/** `2026-11-29 10:05 UTC (11:05 in Europe/Zurich)`: no reader has to know his own offset. */
export function moment(date: Date, { timeZone }: HandoutOptions): string {
  const utc = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (timeZone === undefined || /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu)$/.test(timeZone)) return utc
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(date)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const day = `${part('year')}-${part('month')}-${part('day')}`
  const time = `${part('hour')}:${part('minute')}`
  return `${utc} (${utc.startsWith(day) ? time : `${day} ${time}`} in ${timeZone.replaceAll('_', ' ')})`
}
