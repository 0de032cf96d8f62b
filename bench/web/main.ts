/**
 * `npm run bench:web`: the pages in headless Chromium, a pass and rooms of 300 and of 1,000: bytes over the wire, time
 * until what matters is visible, what a live room costs, and how soon a change at one replica is seen at another. Writes
 * its part of docs/benchmarks.md and bench/results/web.json. `-- --quick` is a room of 50 and ten seconds, prints its
 * part and writes nothing.
 */
import { saveWeb } from '../report/page.ts'
import { webSection } from '../report/web.ts'
import { measureWeb, type WebSizes } from './measure.ts'

/** Some five minutes. */
const full: WebSizes = { classes: [300, 1000], rounds: 5, liveSeconds: 60, updatesPerSecond: 10, joins: 20 }
/** Whether everything runs, and no number to quote. */
const quick: WebSizes = { classes: [50], rounds: 1, liveSeconds: 10, updatesPerSecond: 10, joins: 3 }

const isQuick = process.argv.includes('--quick')
const began = performance.now()
const results = await measureWeb(isQuick ? quick : full, (step) => {
  console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${step}`)
})
if (!isQuick) saveWeb(results)
console.log(webSection(results))
