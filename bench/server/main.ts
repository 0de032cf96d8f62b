/**
 * `npm run bench:server`: measures the server beside the local AWS, all on this machine, and writes its part of
 * docs/benchmarks.md and bench/results/server.json. `-- --quick` is a class of 50, prints its part and writes nothing.
 */
import { serverSection } from '../report/server.ts'
import { saveServer } from '../report/page.ts'
import { measureServer, type ServerSizes } from './measure.ts'

/** Some three minutes. */
const full: ServerSizes = { people: 1000, starts: 5, steadyRounds: 3, steadySeconds: 8, revocations: 5 }
/** Whether everything runs, and no number to quote. */
const quick: ServerSizes = { people: 50, starts: 1, steadyRounds: 1, steadySeconds: 2, revocations: 2 }

const isQuick = process.argv.includes('--quick')
const began = performance.now()
const results = await measureServer(isQuick ? quick : full, (step) => {
  console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${step}`)
})
if (!isQuick) saveServer(results)
console.log(serverSection(results))
