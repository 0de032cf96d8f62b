/**
 * `npm run bench:s3`: objects, put and got on the local AWS and on other servers that speak S3, by the AWS SDK and by
 * `aws s3 sync`. Writes its part of docs/benchmarks.md and bench/results/s3.json. `-- --quick` is little of each, prints
 * its part and writes nothing.
 */
import { saveS3 } from '../report/page.ts'
import { s3Section } from '../report/s3.ts'
import { measureS3, type S3Sizes } from './measure.ts'

/** Some three minutes. */
const full: S3Sizes = { starts: 5, smallObjects: 1000, largeBytes: 100_000_000, largeRounds: 3, syncedFiles: 1000 } // prettier-ignore
/** Whether everything runs, and no number to quote. */
const quick: S3Sizes = {
  starts: 1,
  smallObjects: 50,
  largeBytes: 10_000_000,
  largeRounds: 1,
  syncedFiles: 20,
}

const isQuick = process.argv.includes('--quick')
const results = await measureS3(isQuick ? quick : full, (line) => console.error(line))
if (!isQuick) saveS3(results)
console.log(s3Section(results))
