import type { AssumeRoleRates } from '../local-aws/assume-role.ts'
import type { DecisionRates } from '../local-aws/decisions.ts'
import type { MemorySample } from '../local-aws/memory.ts'
import { median } from '../statistics.ts'
import { aimLines, atLeast, atLeastTimes, atMost, atMostLater } from './aim.ts'
import { find, medians, need } from './medians.ts'
import { count, megabytes, milliseconds, table, times } from './table.ts'

/** Time to the first answer. */
export function readySection(samples: ReadonlyMap<string, readonly number[]>): string {
  const values = medians(samples, (ms) => ms)
  const rows = [...values].map(([name, ms]) => [name, milliseconds(ms)])
  const later = need(values, /^local/) - need(values, /^bare/)
  return `${table(['', 'median'], rows)}\n\n${aimLines([atMostLater('later than the bare server', later, 150)])}`
}

/** AssumeRole a second, beside the bare server and moto. */
export function assumeRoleSection(rates: AssumeRoleRates): string {
  const one = medians(rates.one, (rate) => rate)
  const eight = medians(rates.eight, (rate) => rate)
  const rows = [...one].map(([name, rate]) => [
    name,
    `${count(rate)}/s`,
    `${count(eight.get(name) ?? Number.NaN)}/s`,
  ])
  const aims = [
    { connections: 'one connection', values: one },
    { connections: 'eight connections', values: eight },
  ].flatMap(({ connections, values }) => {
    const own = need(values, /^local/)
    const moto = find(values, /^moto, as/)
    return [
      atLeastTimes(`${connections}, of the bare server's rate`, own / need(values, /^bare/), 0.5),
      ...(moto ? [atLeastTimes(`${connections}, of moto's rate`, own / moto, 12)] : []),
    ]
  })
  return `${table(['', 'one connection', 'eight connections'], rows)}\n\n${aimLines(aims)}`
}

/** Memory at rest and after the load. */
export function memorySection(samples: ReadonlyMap<string, MemorySample>): string {
  const rows = [...samples].map(([name, { atRestBytes, calls, afterBytes }]) => [
    name,
    megabytes(atRestBytes),
    count(calls),
    megabytes(afterBytes),
  ])
  const own = samples.get('local AWS')
  const aims = own ? [atMost('memory after the calls', own.afterBytes, 120e6, megabytes)] : []
  return `${table(['', 'at rest', 'AssumeRole', 'after them'], rows)}\n\n${aimLines(aims)}`
}

/** Decisions of the policy engine. */
export function decisionsSection(rates: DecisionRates): string {
  const [small, large] = [median(rates.small), median(rates.large)]
  const size = `${rates.statements} statements, ${(rates.characters / 1000).toFixed(1)} KB`
  const rows = [
    ['one statement', `${count(small)}/s`],
    [size, `${count(large)}/s`],
  ]
  const aims = [atLeast('decisions, small', small, 100_000, (rate) => `${count(rate)}/s`)]
  return `${table(['', 'decisions'], rows)}\n\n${aimLines(aims)}\n\nThe large set costs ${times(small / large)} as much.`
}
