import { median } from '../statistics.ts'
import type { LoadSample } from '../web/load.ts'
import type { RoomResults, WebResults } from '../web/measure.ts'
import { aimLines, atMost } from './aim.ts'
import { count, milliseconds, table } from './table.ts'

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`
const middle = (samples: readonly LoadSample[], of: keyof LoadSample): number =>
  median(samples.map((sample) => sample[of]))

/** The pages' part of docs/benchmarks.md. */
export function webSection(results: WebResults): string {
  const { machine, sizes, pass, rooms, elsewhereMs } = results
  return `## The pages

\`npm run bench:web\` measures the pages in headless Chromium ${results.chromium.split('.', 1)[0] ?? ''} and writes this part, and
[bench/results/web.json](../bench/results/web.json). This run: ${results.measuredOn}, ${machine.cores} cores of
${machine.processor}, ${machine.memoryGib} GiB, ${machine.system}; Node.js ${process.versions.node}. Two replicas, PostgreSQL, the local AWS and
the browser share the cores.

Slow is a CPU slowed down four times, on slow 4G (150 ms, 1.6 Mbit/s) as Chromium's developer tools have it. Nothing is in
the browser's cache. Visible is when all of it is painted, down to the last row, after the first byte of the server's
answer. Medians of ${sizes.rounds}.

${loadTable(pass, rooms)}

${aimLines([
  atMost('a pass over the wire', middle(pass, 'bytes'), 30_000, kilobytes),
  atMost('a pass, slow, visible', middle(pass, 'visibleMs'), 500, milliseconds),
  ...rooms.map(({ people, fast }) =>
    atMost(`a room of ${count(people)}, visible`, middle(fast, 'visibleMs'), 1000, milliseconds),
  ),
])}

A room that is live, with the slow CPU: ${sizes.updatesPerSecond} people a second get keys, for ${sizes.liveSeconds} s, as many as in
${Math.round((sizes.liveSeconds * sizes.updatesPerSecond) / 60)} minutes of one a second. Memory is what the page's scripts hold, garbage apart.

${liveTable(rooms)}

${aimLines(
  rooms.map(({ people, live }) =>
    atMost(`a room of ${count(people)}, script in a second`, live.scriptMs / live.seconds, 15, milliseconds),
  ),
)}

Somebody joins at one replica, and is in the room that another one shows after ${milliseconds(median(elsewhereMs))} (at most
${milliseconds(Math.max(...elsewhereMs))}, of ${elsewhereMs.length}): with the transaction, PostgreSQL's notice, and the browser.
`
}

function loadTable(pass: readonly LoadSample[], rooms: readonly RoomResults[]): string {
  const row = (name: string, samples: readonly LoadSample[]): string[] => [
    name,
    kilobytes(middle(samples, 'bytes')),
    String(middle(samples, 'requests')),
    milliseconds(middle(samples, 'serverMs')),
    milliseconds(middle(samples, 'visibleMs')),
  ]
  return table(
    ['', 'over the wire', 'requests', 'answered', 'visible after'],
    [
      row('a pass, slow', pass),
      ...rooms.flatMap(({ people, fast, slow }) => [
        row(`a room of ${count(people)}`, fast),
        row(`a room of ${count(people)}, slow`, slow),
      ]),
    ],
  )
}

function liveTable(rooms: readonly RoomResults[]): string {
  return table(
    ['', 'script in a second', 'layout and style', 'memory before', 'after'],
    rooms.map(({ people, live }) => [
      `a room of ${count(people)}`,
      milliseconds(live.scriptMs / live.seconds),
      milliseconds(live.layoutMs / live.seconds),
      `${(live.heapBeforeBytes / 1e6).toFixed(1)} MB`,
      `${(live.heapAfterBytes / 1e6).toFixed(1)} MB`,
    ]),
  )
}
