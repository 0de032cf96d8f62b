/**
 * `npm run chaos`: two replicas under load, a hundred times disturbed. `-- --count 20 --seed 7` for less, and for the
 * same again. Ends with exit code 1 when anything is not as it was acknowledged.
 */
import { parseArgs } from 'node:util'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
const [count, seed] = [Number(values.count), Number(values.seed)]
console.error(`seed ${seed}`)
const began = performance.now()
const { problems, disturbances, counts } = await runChaos({ count, seed, log: (line) => console.error(line) })
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
console.log(`${count} disturbances in ${minutes} minutes, seed ${seed}`)
for (const [name, times] of [...disturbances, ...counts]) console.log(`  ${name}: ${times}`)
console.log(problems.length === 0 ? 'nothing lost, doubled or out of order' : `${problems.length} problems`)
for (const problem of problems.slice(0, 100)) console.log(`- ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
