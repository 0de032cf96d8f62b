import type { Load } from '../server/requests.ts'
import type { ServerResults } from '../server/measure.ts'
import { median } from '../statistics.ts'
import { aimLines, atMost, atMostTimes } from './aim.ts'
import { medians, need } from './medians.ts'
import { count, megabytes, milliseconds, table, times } from './table.ts'

const seconds = (value: number): string => `${value.toFixed(2)} s`

/** The server's part of docs/benchmarks.md. */
export function serverSection(results: ServerResults): string {
  const { machine, sizes, firstKeys, quotaSeconds } = results
  const people = count(sizes.people)
  return `## The server

\`npm run bench:server\` measures the server and writes this part, and
[bench/results/server.json](../bench/results/server.json). This run: ${results.measuredOn}, ${machine.cores} cores of
${machine.processor}, ${machine.memoryGib} GiB, ${machine.system}; Node.js ${process.versions.node}. Replicas, PostgreSQL, the local AWS and
the load share the cores, on loopback.

### Ready

From the start of the process to its first answer, with the embedded PostgreSQL.

${readyTable(results)}

### A class of ${people} at nine o'clock

${people} people are imported in one request, and each gets a lease. Then ${people} machines ask the container endpoint for their first
keys, spread over one second. The server takes turns at STS, ${results.quotaPerSecond} a second after a burst (AWS allows 600);
that alone takes ${seconds(quotaSeconds)}.

${table(
  ['', 'measured', 'of the quota alone'],
  [
    [`${people} imported`, milliseconds(results.importMs), ''],
    [`${people} leases, 32 requests at a time`, seconds(results.leasesMs / 1000), ''],
    [
      `${people} first keys, the last one`,
      seconds(firstKeys.seconds),
      times(firstKeys.seconds / quotaSeconds),
    ],
    ['half of them within', milliseconds(firstKeys.p50Ms), ''],
    ['99 of 100 within', milliseconds(firstKeys.p99Ms), ''],
    ['failures', String(firstKeys.failures), ''],
  ],
)}

${aimLines([
  atMostTimes('the last of the first keys, of what the quota takes', firstKeys.seconds / quotaSeconds, 1.25),
  atMost('failures', firstKeys.failures, 0, String),
])}

### The container endpoint, day in, day out

32 connections ask for keys that are in memory. Who asks, and whether their lease lives, is looked up in PostgreSQL each
time. Medians of ${sizes.steadyRounds} rounds of ${sizes.steadySeconds} s, in turn.

${steadyTable(results.steady)}

### Memory

Of a replica, PostgreSQL apart.

${memoryTable(results)}

### Revocation

While an AWS SDK with the person's keys calls without a pause. The local AWS applies a policy at once; AWS takes longer.

${table(
  ['', 'median'],
  [
    [
      'from revoke to the first denied call',
      milliseconds(median(results.revocations.map(({ deniedMs }) => deniedMs))),
    ],
    [
      'to its answer, with the policy read back',
      milliseconds(median(results.revocations.map(({ answeredMs }) => answeredMs))),
    ],
    [`end of the workshop, ${people} sessions alive`, milliseconds(results.endMs)],
  ],
)}
`
}

function readyTable({ ready }: ServerResults): string {
  const values = medians(ready, (ms) => ms)
  const bare = need(values, /^bare/)
  const rows = [...values].map(([name, ms]) => [name, milliseconds(ms), times(ms / bare)])
  const existing = atMost('existing data', need(values, /existing/), 2000, milliseconds)
  return `${table(['', 'median', 'of the bare server'], rows)}\n\n${aimLines([existing])}`
}

function steadyTable(steady: ReadonlyMap<string, readonly Load[]>): string {
  const rates = medians(steady, ({ perSecond }) => perSecond)
  const one = need(rates, /^one/)
  const rows = [...steady].map(([name, loads]) => {
    const rate = rates.get(name) ?? Number.NaN
    const failures = loads.reduce((sum, load) => sum + load.failures, 0)
    const late = median(loads.map(({ p99Ms }) => p99Ms))
    return [name, `${count(rate)}/s`, times(rate / one), milliseconds(late), String(failures)]
  })
  return table(['', 'answers', 'of one replica', '99 of 100 within', 'failures'], rows)
}

function memoryTable({ restBytes, loadedBytes, sizes }: ServerResults): string {
  const rows = [
    ['just started', megabytes(restBytes)],
    ...loadedBytes.map((bytes, index) => [
      `replica ${index + 1}, after the load, keys of ${count(sizes.people)} in memory`,
      megabytes(bytes),
    ]),
  ]
  const aim = atMost('a replica after the load', Math.max(...loadedBytes), 200e6, megabytes)
  return `${table(['', 'resident'], rows)}\n\n${aimLines([aim])}`
}
