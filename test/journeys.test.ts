import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseJourneys } from './journey.ts'
import { type JourneyRunner, startJourneys } from './journey-runner.ts'

const folder = new URL('journeys/', import.meta.url)
let runner: JourneyRunner | undefined

beforeAll(async () => {
  runner = await startJourneys()
})
afterAll(async () => runner?.stop())

describe.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (file) => {
  const journeys = parseJourneys(readFileSync(new URL(file, folder), 'utf8'))
  it.each(journeys.map((journey) => [journey.name, journey] as const))('%s', async (_name, journey) => {
    expect(journey.steps.some((step) => step.kind === 'command')).toBe(true)
    await runner?.run(journey)
  })
})
