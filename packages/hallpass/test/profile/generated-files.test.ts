import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromIni } from '@aws-sdk/credential-provider-ini'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { removeProfile } from '../../src/profile/owned-profiles.ts'
import { sectionsOf } from '../../src/profile/section-lines.ts'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { findLineProblem } from '../../src/shared-config/check-lines.ts'
import { parseLines } from '../../src/shared-config/parse-lines.ts'
import { requireTool } from '../tools.ts'
import { fileText, guest } from './generated-files.ts'
import { proofSize, proofTimeoutMs } from './proof-size.ts'
import { credentials } from './scratch-home.ts'

const suite = 'generated credentials files'
const hasBoto3 = requireTool(suite, 'boto3')
const hasCli = requireTool(suite, 'aws')

/** One generated file: what it was, what an edit made of it, or why it was left alone. */
interface Edited {
  readonly before: string
  readonly beforeFile: string
  readonly file: string
  readonly after: string
  readonly error: unknown
}

interface PythonReading {
  readonly refused?: boolean
  readonly sections?: Record<string, Record<string, unknown>>
  readonly keys?: string[] | null
  readonly cli?: string[] | null
}

const wanted = [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken]
const folder = mkdtempSync(join(tmpdir(), 'hallpass-generated-'))
const edited: Edited[] = []
const seed = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

const optionsFor = (file: string) => ({
  profile: guest,
  credentials,
  force: true,
  env: { HOME: folder, AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, 'no-config') },
})

beforeAll(async () => {
  for (const [n, before] of fc.sample(fileText(), { numRuns: proofSize(500, 5000), seed }).entries()) {
    const beforeFile = join(folder, `${n}-before`)
    const file = join(folder, `${n}-after`)
    writeFileSync(beforeFile, before)
    writeFileSync(file, before)
    let error: unknown
    try {
      await writeProfile(optionsFor(file))
    } catch (thrown) {
      error = thrown
    }
    edited.push({ before, beforeFile, file, after: readFileSync(file, 'utf8'), error })
  }
}, proofTimeoutMs)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (): Edited[] => edited.filter(({ error }) => error === undefined)

/** A message for a failure: what to repeat it with. */
const named = ({ file }: Edited): string => `seed ${seed}, ${file}`

/** All lines but those that begin with a key of ours, wherever they are. */
function foreignLines(text: string): string[] {
  const ours =
    /^\s*(aws_(access_key_id|secret_access_key|session_token|security_token)|x_hallpass_\w+)\s*[=:].*(\r\n|\n|\r|$)/i
  return text.split(/(?<=\r\n|\n|\r(?!\n))/).filter((line) => !ours.test(line))
}

describe(suite, () => {
  it('are written to, or refused with a line while the file stays as it was', () => {
    for (const each of edited) {
      if (each.error === undefined) continue
      expect(each.error, named(each)).toBeInstanceOf(HallpassError)
      expect(each.error, named(each)).toMatchObject({ code: 'ProfileFileMalformed' })
      expect(each.error, named(each)).toHaveProperty('facts.line')
      expect(each.after, named(each)).toBe(each.before)
    }
    expect(written().length).toBeGreaterThan(edited.length / 2)
    expect(written().length).toBeLessThan(edited.length)
  })

  it('keep every byte that is not ours', () => {
    for (const each of written()) {
      const { before, after } = each
      if (!before.includes(`[${guest}]`)) expect(after.startsWith(before), named(each)).toBe(true)
      const kept = foreignLines(after).join('')
      // What is added: the end of a last line without one, a blank line, and the header.
      const foreign = foreignLines(before).join('')
      expect(kept.slice(0, foreign.length), named(each)).toBe(foreign)
      expect(kept.slice(foreign.length), named(each)).toMatch(/^(\r?\n)*(\[guest@lab\.example\]\r?\n)?$/)
      expect(statSync(each.file).mode & 0o777).toBe(0o600)
    }
  })

  it(
    'are the same after a second edit, and as before when what was added is removed',
    async () => {
      for (const each of written()) {
        await writeProfile(optionsFor(each.file))
        expect(readFileSync(each.file, 'utf8'), named(each)).toBe(each.after)
        if (each.before.includes(`[${guest}]`)) continue
        await removeProfile(optionsFor(each.file))
        const removed = readFileSync(each.file, 'utf8')
        writeFileSync(each.file, each.after)
        expect(removed.startsWith(each.before), named(each)).toBe(true)
        expect(removed.slice(each.before.length), named(each)).toMatch(/^(\r?\n)?$/)
      }
    },
    proofTimeoutMs,
  )

  it('give the keys to the SDK for JavaScript', async () => {
    for (const each of written()) {
      const read = fromIni({
        profile: guest,
        filepath: each.file,
        configFilepath: join(folder, 'no-config'),
        ignoreCache: true,
      })
      const { accessKeyId, secretAccessKey, sessionToken } = await read()
      expect([accessKeyId, secretAccessKey, sessionToken], named(each)).toEqual(wanted)
    }
  })

  it.runIf(hasBoto3)(
    'give the keys to botocore and the AWS CLI, with all other sections as they were',
    { timeout: proofTimeoutMs },
    () => {
      const jobs = written()
      const asked = jobs.flatMap(({ beforeFile, file }, n) => [
        { file: beforeFile, profile: guest, cli: false },
        { file, profile: guest, cli: hasCli && n % 30 === 0 },
      ])
      const answers = askPython(asked)
      for (const [n, each] of jobs.entries()) {
        const before = answers[2 * n]
        const after = answers[2 * n + 1]
        expect(after?.keys, named(each)).toEqual(wanted)
        if (after?.cli !== undefined) expect(after.cli, named(each)).toEqual(wanted)
        const others = (sections: PythonReading['sections']): unknown => ({ ...sections, [guest]: undefined })
        expect(others(after?.sections), named(each)).toEqual(others(before?.sections))
      }
      if (hasCli) expect(answers.filter(({ cli }) => cli !== undefined).length).toBeGreaterThan(5)
    },
  )

  it.runIf(hasBoto3)(
    'are called unreadable when botocore refuses them, and only then',
    { timeout: proofTimeoutMs },
    () => {
      const answers = askPython(
        edited.map(({ beforeFile }) => ({ file: beforeFile, profile: guest, cli: false })),
      )
      for (const [n, each] of edited.entries()) {
        const problem = findLineProblem(parseLines(each.before))
        // Python takes a lone carriage return for the end of a line, the others do not: we refuse it.
        if (problem?.problem.includes('carriage return') === true) continue
        // botocore looks at [DEFAULT] only through other sections, of which there may be none so far.
        if (problem !== undefined && sectionAt(each.before, problem.line) === 'DEFAULT') continue
        expect(problem !== undefined, `${named(each)}: ${problem?.problem}`).toBe(
          answers[n]?.refused === true,
        )
      }
      expect(answers.some(({ refused }) => refused)).toBe(true)
    },
  )
})

function sectionAt(text: string, line: number): string | undefined {
  return sectionsOf(parseLines(text)).findLast(({ header }) => header.number <= line)?.header.name
}

function askPython(jobs: readonly object[]): PythonReading[] {
  const script = fileURLToPath(new URL('child/read_profiles.py', import.meta.url))
  const input = jobs.map((job) => `${JSON.stringify(job)}\n`).join('')
  const output = execFileSync('python3', [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 31 - 1,
    env: { PATH: process.env['PATH'], HOME: folder, PYTHONUTF8: '1' },
  })
  return output
    .trimEnd()
    .split('\n')
    .map((line): PythonReading => JSON.parse(line))
}
