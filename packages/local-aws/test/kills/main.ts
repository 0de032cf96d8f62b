/**
 * `npm run kills`: the local AWS with a data directory under load from the AWS SDK, killed 200 times. `-- --count 20
 * --seed 7` for less, and for the same moments again. Ends with exit code 1 when anything is not as it was acknowledged.
 */
import { parseArgs } from 'node:util'

import { createRandom } from '../../../server/test/chaos/random.ts'
import { killAgainAndAgain } from './run.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const [kills, seed] = [Number(values.count), Number(values.seed)]
const random = createRandom(seed)
console.error(`seed ${seed}`)
const began = performance.now()
const { problems, acknowledged, startMs } = await killAgainAndAgain({
  kills,
  random: () => random.next(),
  log: (line) => console.error(line),
})
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
const starts = startMs.toSorted((one, other) => one - other)
const median = starts[Math.floor(starts.length / 2)] ?? 0
console.log(`${kills} kills in ${minutes} minutes, seed ${seed}, ${acknowledged} acknowledged`)
console.log(
  `start to ready: ${median.toFixed(0)} ms in the middle, ${(starts.at(-1) ?? 0).toFixed(0)} ms at most`,
)
console.log(problems.length === 0 ? 'nothing lost, nothing doubled' : `${problems.length} problems`)
for (const problem of problems.slice(0, 100)) console.log(`- ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
