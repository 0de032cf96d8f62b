import type { S3Results, StoreSample } from '../s3/measure.ts'
import { median } from '../statistics.ts'
import { count, megabytes, milliseconds, table, times } from './table.ts'

/** The part of docs/benchmarks.md that is of objects. */
export function s3Section(results: S3Results): string {
  const { machine, sizes, cli, stores } = results
  const [own] = stores
  return `## Objects

\`npm run bench:s3\` puts and gets objects on the local AWS and on what else speaks S3 and can be installed here, and writes this
part, and [bench/results/s3.json](../bench/results/s3.json). This run: ${results.measuredOn}, ${machine.cores} cores of
${machine.processor}, ${machine.memoryGib} GiB, ${machine.system}; ${[...machine.versions, cli].filter((one) => one !== undefined).join(', ')}.

The local AWS verifies every signature and decides every call by policies; the others take whoever comes. The caller (the AWS
SDK for JavaScript, without checksums of its own) shares the cores, and is a good part of what is measured with small
objects. A second is wall-clock time; starts and large objects are medians.

${table(
  ['', 'ready', 'put 1 KB', 'get 1 KB', `put 1 KB, 8 at once`, `get 1 KB, 8 at once`],
  stores.map(({ name, readyMs, puts, gets }) => [
    name,
    milliseconds(median(readyMs)),
    `${count(puts['1'] ?? 0)}/s`,
    `${count(gets['1'] ?? 0)}/s`,
    `${count(puts['8'] ?? 0)}/s`,
    `${count(gets['8'] ?? 0)}/s`,
  ]),
)}

${table(
  [
    '',
    `put ${megabytes(sizes.largeBytes)}`,
    `get ${megabytes(sizes.largeBytes)}`,
    'memory at rest',
    'at most',
    ...(cli === undefined ? [] : [`sync ${count(sizes.syncedFiles)} files up`, 'and down']),
  ],
  stores.map((store) => [
    store.name,
    seconds(median(store.largePutSeconds)),
    seconds(median(store.largeGetSeconds)),
    megabytes(store.restBytes),
    megabytes(store.peakBytes),
    ...(cli === undefined ? [] : [seconds(store.syncUpSeconds), seconds(store.syncDownSeconds)]),
  ]),
)}

${
  own === undefined
    ? ''
    : stores
        .slice(1)
        .map((other) => `- ${compared(own, other)}`)
        .join('\n')
}
`
}

/** The local AWS beside another, as ratios: machines differ, and this one was shared. */
function compared(own: StoreSample, other: StoreSample): string {
  const ratio = (one: number, of: number): string => times(one / of)
  return `of ${other.name}: small puts ${ratio(own.puts['1'] ?? 0, other.puts['1'] ?? 1)}, small gets ${ratio(
    own.gets['1'] ?? 0,
    other.gets['1'] ?? 1,
  )}, large puts ${ratio(median(other.largePutSeconds), median(own.largePutSeconds))}, large gets ${ratio(
    median(other.largeGetSeconds),
    median(own.largeGetSeconds),
  )} as fast; memory ${ratio(own.peakBytes, other.peakBytes)}.`
}

function seconds(value: number | undefined): string {
  return value === undefined ? 'refused' : `${value.toFixed(2)} s`
}
