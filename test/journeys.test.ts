import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandTree } from '../packages/hallpass/test/cli/command-tree.ts'
import { parseJourneys } from './journey.ts'
import { type JourneyRunner, startJourneys } from './journey-runner.ts'

const folder = new URL('journeys/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))

/** Commands whose journeys need more than a terminal and a local AWS, and where those are. */
const elsewhere: Readonly<Record<string, string>> = {
  demo: 'main-job.test.ts',
  local: 'local-command.test.ts',
  server: '../packages/server/test/client/workshop-command.test.ts',
  join: '../packages/server/test/join/join-command.test.ts',
  workshop: '../packages/server/test/client/workshop-command.test.ts',
  audit: '../packages/server/test/client/audit-command.test.ts',
}
let runner: JourneyRunner | undefined

beforeAll(async () => {
  runner = await startJourneys()
})
afterAll(async () => runner?.stop())

it('every command has a journey', async () => {
  const typed = files
    .flatMap((name) => parseJourneys(readFileSync(new URL(name, folder), 'utf8')))
    .flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'command' ? [step.command] : [])))
    .join('\n')
  const missing = [...(await commandTree()).keys()].filter((command) => {
    const [first = ''] = command.split(' ')
    const file = elsewhere[first]
    if (file === undefined) return !new RegExp(String.raw`\bhallpass ${command}\b`).test(typed)
    return !command
      .split(' ')
      .every((word) => readFileSync(new URL(file, import.meta.url), 'utf8').includes(`'${word}'`))
  })
  expect(missing).toEqual([])
})

describe.each(files)('%s', (file) => {
  const journeys = parseJourneys(readFileSync(new URL(file, folder), 'utf8'))
  it.each(journeys.map((journey) => [journey.name, journey] as const))('%s', async (_name, journey) => {
    expect(journey.steps.some((step) => step.kind === 'command')).toBe(true)
    await runner?.run(journey)
  })
})
