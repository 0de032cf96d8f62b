/**
 * `npm run bench`: measures hallpass and the local AWS beside what one would use otherwise, all in one run, and
 * writes docs/benchmarks.md and bench/results/latest.json. `-- --quick` measures little, prints the report and
 * writes nothing. `-- --only daily` measures what is typed every day, prints it and writes nothing; so does
 * `-- --only objects` for an object of 1 GiB on the local AWS. `-- --only local-aws` measures what the page has of the local
 * AWS anew, and writes that beside the rest, which has to be of the same machine.
 */
import { measureEdits } from './credentials-file/credentials-file.ts'
import { measureDaily, measureProfiles } from './daily/daily.ts'
import { startIssuer } from './issuer.ts'
import { measureAssumeRole } from './local-aws/assume-role.ts'
import { measureDecisions } from './local-aws/decisions.ts'
import { measureLargeObjects } from './local-aws/large-objects.ts'
import { measureMemory } from './local-aws/memory.ts'
import { measureReady } from './local-aws/ready.ts'
import { describeMachine } from './machine.ts'
import { measureOneShot } from './one-shot/one-shot.ts'
import { lastResults, save } from './report/page.ts'
import { dailySection, profilesSection } from './report/daily.ts'
import { count, megabytes, table } from './report/table.ts'
import { writeReport } from './report/report.ts'
import type { Results } from './results.ts'
import { measureSetup } from './setup/setup.ts'
import { measureSessions } from './sessions/sessions.ts'
import { full, quick, type Sizes } from './sizes.ts'

async function measure(sizes: Sizes): Promise<Results> {
  const issuer = await startIssuer()
  try {
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      sizes,
      oneShot: await step('one shot, with link', () =>
        measureOneShot(issuer, { ...sizes.oneShot, link: true }),
      ),
      oneShotWithoutLink: await step('one shot, no link', () =>
        measureOneShot(issuer, { ...sizes.oneShot, link: false }),
      ),
      daily: await step('every day', () => measureDaily(issuer, sizes.daily)),
      profiles: await step('many profiles', () => measureProfiles(issuer, sizes.profiles)),
      sessions: await step('many sessions', () => measureSessions(issuer, sizes.sessions)),
      edits: await step('credentials file', () => measureEdits(sizes.edits)),
      setup: await step('setup', () => measureSetup(sizes.setup)),
      ...(await measureLocalAws(sizes)),
    }
  } finally {
    await issuer.stop()
  }
}

async function measureLocalAws(
  sizes: Sizes,
): Promise<Pick<Results, 'ready' | 'assumeRole' | 'memory' | 'decisions'>> {
  return {
    ready: await step('time to ready', () => measureReady(sizes.ready.rounds)),
    assumeRole: await step('AssumeRole', () => measureAssumeRole(sizes.assumeRole)),
    memory: await step('memory', () => measureMemory(sizes.memory)),
    decisions: await step('decisions', () => measureDecisions(sizes.decisions)),
  }
}

/** The last results of this machine, with what is there of the local AWS measured anew. */
async function measureOnlyLocalAws(sizes: Sizes): Promise<Results> {
  const before = lastResults()
  if (JSON.stringify(before.machine) !== JSON.stringify(describeMachine())) {
    throw new Error('the last results are of another machine, or of other versions: run the whole benchmark')
  }
  return { ...before, ...(await measureLocalAws(sizes)) }
}

async function step<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  const result = await run()
  console.error(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  return result
}

async function measureOnlyDaily(sizes: Sizes): Promise<string> {
  const issuer = await startIssuer()
  try {
    const daily = await measureDaily(issuer, sizes.daily)
    const profiles = await measureProfiles(issuer, sizes.profiles)
    return `${dailySection(daily)}\n\n${profilesSection(profiles)}`
  } finally {
    await issuer.stop()
  }
}

const isQuick = process.argv.includes('--quick')
const sizes = isQuick ? quick : full
if (process.argv.includes('daily')) {
  console.log(await measureOnlyDaily(sizes))
} else if (process.argv.includes('objects')) {
  const samples = await measureLargeObjects(isQuick ? 64 * 1024 ** 2 : 1024 ** 3)
  const rows = samples.map(({ what, bytes, seconds, peakBytes }) => [
    `${what} of ${count(bytes / 1024 ** 2)} MiB`,
    `${seconds.toFixed(1)} s`,
    megabytes(peakBytes),
  ])
  console.log(table(['the local AWS', 'time', 'most memory by then'], rows))
} else {
  const results = await (process.argv.includes('local-aws') ? measureOnlyLocalAws(sizes) : measure(sizes))
  if (!isQuick) save(results)
  console.log(writeReport(results))
}
