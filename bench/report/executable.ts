import type { ExecutableResults } from '../executable/measure.ts'
import { type Aim, aimLines, atLeastTimes, atMost, atMostTimes } from './aim.ts'
import { find, medians } from './medians.ts'
import { megabytes, milliseconds, table, times } from './table.ts'

/** The executable's part of docs/benchmarks.md. */
export function executableSection(results: ExecutableResults): string {
  const { machine, rounds, bytes, emptyBytes } = results
  const values = medians(results.samples, (ms) => ms)
  const empty = find(values, /^an empty executable/)
  const script = find(values, /boto3/)
  const rows = [...values].map(([name, ms]) => [
    name,
    milliseconds(ms),
    empty ? times(ms / empty) : '',
    script ? times(script / ms) : '',
  ])
  const issue = find(values, /^executable, issue/)
  const kept = find(values, /^executable, process/)
  const aims: Aim[] = [
    ...(issue && script
      ? [atLeastTimes('`issue -o json` with link, faster than the script', script / issue, 10)]
      : []),
    ...(kept && empty
      ? [atMostTimes('`process`, kept, against an empty executable', kept / empty, 1.5)]
      : []),
    atMost('size', bytes, 100e6, megabytes),
  ]
  const ways = medians(results.ways, (ms) => ms)
  const bare = find(ways, /^nothing/)
  return `## The executable

\`npm run bench:executable\` makes the [one file to download](executables.md) for this machine, measures it, and writes this
part. Every sample is in [bench/results/executable.json](../bench/results/executable.json).

This run: ${results.measuredOn}, ${machine.cores} cores of ${machine.processor}, ${machine.system};
${machine.versions.join(', ')}. ${rounds} rounds, from the start of the process to its end. The empty executable is made as ours
is, of a file with nothing in it: ${megabytes(emptyBytes)} of the ${megabytes(bytes)} are the runtime's.

${table(['', 'median', 'of an empty executable', 'faster than the script'], rows)}

${aimLines(aims)}

Ways that Node.js has to start sooner, with \`hallpass process\` and a kept session:

${table(
  ['', 'median', 'of Node.js alone'],
  [...ways].map(([name, ms]) => [name, milliseconds(ms), bare ? times(ms / bare) : '']),
)}
`
}
