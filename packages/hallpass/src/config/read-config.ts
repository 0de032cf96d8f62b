import { resolve } from 'node:path'
import { errorCode, HallpassError, shownReason } from '../base/index.ts'
import { fileReason, fileText, readRegularFile } from '../safe-file/index.ts'
import type { HallpassConfig, LoadedConfig } from './config.ts'
import { findProblems, type Problem } from './find-problems.ts'
import { configSchema } from './schema.ts'

/** The name under which the configuration file is looked for. */
export const configFileName = 'hallpass.config.json'

const maxBytes = 1024 * 1024

/**
 * Reads `hallpass.config.json` from the current folder, or the file that is named. Without a file the
 * configuration is empty; a file that is named has to be there.
 *
 * @throws HallpassError `SettingInvalid`: unreadable, not JSON, or not of the schema's form; names
 * every place
 */
export function readConfig(options: { readonly path?: string | undefined } = {}): LoadedConfig {
  const { path, value: config } = openConfig(options.path)
  if (path === undefined) return { path, config: {} }
  checkConfig(path, config)
  return { path, config }
}

/**
 * What a configuration file holds, whatever its form, and all that is wrong with the form.
 *
 * @throws HallpassError `SettingInvalid`: unreadable, or not JSON
 */
export function examineConfig(options: { readonly path?: string | undefined } = {}): {
  readonly path: string | undefined
  readonly value: unknown
  readonly problems: readonly HallpassError[]
} {
  const { path, value } = openConfig(options.path)
  if (path === undefined) return { path, value, problems: [] }
  const problems = findProblems(value, configSchema)
  return { path, value, problems: problems.map((one) => invalid(path, words(one), { hint: one.hint })) }
}

function openConfig(given: string | undefined): { path: string | undefined; value: unknown } {
  const path = resolve(given ?? configFileName)
  let content: string
  try {
    content = fileText(readRegularFile(path, { maxBytes }))
  } catch (error) {
    const absent = errorCode(error) === 'ENOENT'
    if (absent && given === undefined) return { path: undefined, value: {} }
    throw invalid(path, absent ? 'does not exist' : `cannot be read: ${fileReason(error)}`, { cause: error })
  }
  return { path, value: parse(path, content) }
}

/**
 * Checks a configuration that comes from a program.
 *
 * @throws TypeError that says where it is not of the schema's form
 */
export function checkGivenConfig(config: HallpassConfig): void {
  const [problem] = findProblems(config, configSchema)
  if (!problem) return
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`
  throw new TypeError(`${problem.at} ${problem.what}${hint}`.trim())
}

function parse(path: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw invalid(path, `is not JSON: ${shownReason(error)}`, { cause: error })
  }
}

function checkConfig(path: string, config: unknown): asserts config is HallpassConfig {
  const problems = findProblems(config, configSchema)
  const [first] = problems
  if (!first) return
  if (problems.length === 1) throw invalid(path, words(first), { hint: first.hint })
  throw invalid(path, `${problems.length} things are wrong`, {
    hint: problems.map((one) => words(one) + (one.hint === undefined ? '' : `: ${one.hint}`)).join('\n'),
  })
}

function words({ at, what }: Problem): string {
  return at === '' ? what : `${at} ${what}`
}

function invalid(
  path: string,
  what: string,
  more: { readonly hint?: string | undefined; readonly cause?: unknown },
): HallpassError {
  return new HallpassError('SettingInvalid', `${path}: ${what}`, { ...more, facts: { file: path } })
}
