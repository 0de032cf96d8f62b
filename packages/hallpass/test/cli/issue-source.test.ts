import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { withSource } from '../../src/cli/issue/source.ts'
import type { Asker } from '../../src/cli/terminal/ask.ts'
import type { CommandContext } from '../../src/cli/terminal/context.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'

const folder = mkdtempSync(join(tmpdir(), 'hallpass-source-'))
afterAll(() => rmSync(folder, { recursive: true }))
const config = join(folder, 'config')
writeFileSync(
  config,
  [
    '[profile place]\nregion = eu-west-1\n',
    '[profile staff]\nrole_arn = arn:aws:iam::123456789012:role/Staff\nsource_profile = keys\n',
    '[profile sso]\nsso_session = work\n',
  ].join(''),
)

interface Question {
  readonly message: string
  readonly values: readonly string[]
}

/** A context whose person picks `answer`, or of nobody; and what was asked. */
function contextOf(answer: string | undefined, file = config) {
  const asked: Question[] = []
  const ask: Asker = {
    choose: async (message, options) => {
      asked.push({ message, values: options.map(({ value }) => value) })
      return answer ?? ''
    },
    text: async () => '',
  }
  const silent = { write: () => true }
  const process = { stdout: silent, stderr: silent }
  const context: CommandContext = {
    process,
    env: { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') },
    output: createOutput({ ...process, env: {} }),
    now: () => new Date('2026-11-22T12:00:00Z'),
    ask: answer === undefined ? undefined : ask,
    signal: new AbortController().signal,
    exitWith: () => {},
  }
  return { context, asked }
}

const nothing = new HallpassError('NoCredentials', 'found no AWS credentials to call with')

/** A command that works with a source profile only. */
function needing(error: HallpassError) {
  const runs: (string | undefined)[] = []
  const run = async ({ sourceProfile }: { readonly sourceProfile?: string }): Promise<void> => {
    runs.push(sourceProfile)
    if (sourceProfile === undefined) throw error
  }
  return { run, runs }
}

describe('where no credentials are found', () => {
  it('the failure stands without a terminal', async () => {
    const { context } = contextOf(undefined)
    const { run, runs } = needing(nothing)
    await expect(withSource(context, {}, run)).rejects.toBe(nothing)
    expect(runs).toEqual([undefined])
  })

  it('the failure stands where no profile has any', async () => {
    const { context, asked } = contextOf('staff', join(folder, 'no-config'))
    await expect(withSource(context, {}, needing(nothing).run)).rejects.toBe(nothing)
    expect(asked).toEqual([])
  })

  it('nobody is asked about another failure, nor about half a key pair', async () => {
    const { context, asked } = contextOf('staff')
    for (const error of [
      new HallpassError('AccessDenied', 'no'),
      new HallpassError('NoCredentials', 'half a pair', { facts: { name: 'AWS_SECRET_ACCESS_KEY' } }),
    ]) {
      await expect(withSource(context, {}, needing(error).run)).rejects.toBe(error)
    }
    expect(asked).toEqual([])
  })

  it('the person picks among the profiles that lead to some, and the command runs with that one', async () => {
    const { context, asked } = contextOf('sso')
    const { run, runs } = needing(nothing)
    await withSource(context, {}, run)
    expect(asked).toEqual([{ message: 'Which profile has your own credentials?', values: ['staff', 'sso'] }])
    expect(runs).toEqual([undefined, 'sso'])
  })
})

it('a command that works is run once, and nothing is asked', async () => {
  const { context, asked } = contextOf('staff')
  const { run, runs } = needing(nothing)
  await withSource(context, { sourceProfile: 'staff' }, run)
  expect(runs).toEqual(['staff'])
  expect(asked).toEqual([])
})
