/**
 * `npm run bench:executable`: measures the one file to download beside Node.js, an executable that does nothing, boto3
 * and the AWS CLI, and writes its part of docs/benchmarks.md and bench/results/executable.json. `-- --quick` is two
 * rounds, prints its part and writes nothing.
 */
import { saveExecutable } from '../report/page.ts'
import { executableSection } from '../report/executable.ts'
import { measureExecutable } from './measure.ts'

const isQuick = process.argv.includes('--quick')
const results = await measureExecutable(isQuick ? 2 : 15)
if (!isQuick) saveExecutable(results)
console.log(executableSection(results))
