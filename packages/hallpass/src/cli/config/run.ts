import { existsSync } from 'node:fs'
import { HallpassError, jsonText } from '../../base/index.ts'
import {
  configFileName,
  configSchema,
  type LoadedConfig,
  type NamedRequest,
  readConfig,
  readRequests,
  userConfigPath,
} from '../../config/index.ts'
import {
  checkSessionDuration,
  checkSessionName,
  checkSessionParameters,
  checkVia,
} from '../../issue/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import { inputProblems } from '../../setup/index.ts'
import { flagsOf } from '../requests/with-request.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * `hallpass config check`: the file's form, what `hallpass setup` would make of it, and its requests; without a file
 * named, that of the folder and one's own.
 */
export function runConfigCheck(context: CommandContext, path: string | undefined): Promise<void> {
  const { env, output } = context
  const own = userConfigPath(env)
  const loaded = readConfig({ path })
  const hasOwn = path === undefined && existsSync(own)
  if (loaded.path === undefined && !hasOwn) {
    throw new HallpassError('SettingInvalid', `there is no ${configFileName} here, and none of your own`, {
      hint: `name the file behind hallpass config check; your own is ${own}\nto make one: hallpass config init`,
    })
  }
  if (loaded.path !== undefined) {
    checkSetup(loaded)
    if (path !== undefined) checkRequests(loaded)
  }
  if (path === undefined) readRequests(env).forEach(checkFlagsOf)
  for (const good of [loaded.path, hasOwn ? own : undefined]) {
    if (good !== undefined) output.note(`${good} is good`)
  }
  return Promise.resolve()
}

/** `hallpass config show`: the requests that a name leads to here, each with the file it stands in. */
export function runConfigShow(context: CommandContext): Promise<void> {
  const requests = readRequests(context.env).map(({ name, file, request }) => [name, { file, ...request }])
  context.output.result(jsonText({ requests: Object.fromEntries(requests) }))
  return Promise.resolve()
}

function checkSetup(loaded: LoadedConfig): void {
  const problems = inputProblems(loaded)
  const [first] = problems
  if (first && problems.length === 1) throw first
  if (!first) return
  const lines = problems.map((one) => one.message + (one.hint === undefined ? '' : `: ${one.hint}`))
  throw new HallpassError('SettingInvalid', `${loaded.path}: ${problems.length} things are wrong`, {
    hint: lines.join('\n'),
    facts: { file: loaded.path ?? '' },
  })
}

function checkRequests({ path = '', config }: LoadedConfig): void {
  for (const [name, request] of Object.entries(config.requests ?? {}))
    checkFlagsOf({ file: path, name, request })
}

/** What the flags of the same names would be refused for. */
function checkFlagsOf({ file, name, request }: Pick<NamedRequest, 'file' | 'name' | 'request'>): void {
  try {
    const { roleArn, sessionName, duration, via, externalId } = flagsOf(request)
    if (roleArn?.startsWith('arn:') === true) {
      parseRoleArn(roleArn)
      checkVia(via, parseRoleArn(roleArn))
    }
    if (sessionName !== undefined) checkSessionName(sessionName)
    if (typeof duration === 'number') checkSessionDuration(duration)
    checkSessionParameters({ externalId, tags: request.tags, policyArns: request.policyArns })
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    throw new HallpassError('SettingInvalid', `${file}: requests.${name}: ${error.message}`, {
      hint: error.hint,
      cause: error,
      facts: { file },
    })
  }
}

/** `hallpass config schema` */
export function runConfigSchema(context: CommandContext): Promise<void> {
  context.output.result(jsonText(configSchema))
  return Promise.resolve()
}
