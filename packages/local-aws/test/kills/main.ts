/**
 * `npm run kills`: the local AWS with a data directory under load from the AWS SDK, killed 200 times. `-- --count 20
 * --seed 7` for less, and for the same moments again; then 20 times under the AWS CLI, where that is there. Ends with exit code 1 when anything is not as it was acknowledged.
 */
import { parseArgs } from 'node:util'

import { createRandom } from '../../../server/test/chaos/random.ts'
import { killUnderCommandLine } from './by-command-line.ts'
import { killAgainAndAgain } from './run.ts'
import { requireTool } from '../tools.ts'

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
const log = (line: string): void => console.error(line)
const bySdk = await killAgainAndAgain({ kills, random: () => random.next(), log })
const commandLineKills = requireTool('kills under the AWS CLI', 'aws') ? Math.min(20, kills) : 0
const byCli =
  commandLineKills === 0
    ? { problems: [], acknowledged: 0 }
    : await killUnderCommandLine({ kills: commandLineKills, random: () => random.next(), log })
const problems = [...bySdk.problems, ...byCli.problems]
const { acknowledged, startMs } = bySdk
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
const starts = startMs.toSorted((one, other) => one - other)
const median = starts[Math.floor(starts.length / 2)] ?? 0
console.log(`${kills} kills in ${minutes} minutes, seed ${seed}, ${acknowledged} acknowledged`)
console.log(`${commandLineKills} kills under the AWS CLI, ${byCli.acknowledged} acknowledged`)
console.log(
  `start to ready: ${median.toFixed(0)} ms in the middle, ${(starts.at(-1) ?? 0).toFixed(0)} ms at most`,
)
console.log(problems.length === 0 ? 'nothing lost, nothing doubled' : `${problems.length} problems`)
for (const problem of problems.slice(0, 100)) console.log(`- ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
