import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HallpassError, isRecord, jsonText } from '../../base/index.ts'
import {
  configFileName,
  configSchema,
  examineConfig,
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
import { inputProblems, readPolicyFile } from '../../setup/index.ts'
import { flagsOf } from '../requests/with-request.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * `hallpass config check`: the file's form, what `hallpass setup` would make of it, and its requests; without a file
 * named, that of the folder and one's own. All that is wrong is told at once.
 */
export function runConfigCheck(
  context: CommandContext,
  _flags: object,
  path: string | undefined,
): Promise<void> {
  const { env, output } = context
  const own = userConfigPath(env)
  const { path: file, value, problems: ofForm } = examineConfig({ path })
  const hasOwn = path === undefined && existsSync(own)
  if (file === undefined && !hasOwn) {
    throw new HallpassError('SettingInvalid', `there is no ${configFileName} here, and none of your own`, {
      hint: `name the file behind hallpass config check; your own is ${own}\nto make one: hallpass config init`,
    })
  }
  const problems = [...ofForm]
  if (file !== undefined && ofForm.length > 0) {
    // What setup would make of it cannot be told; whether its policies are some can.
    for (const policy of policyFilesIn(value)) {
      problems.push(...refusals(() => readPolicyFile(join(dirname(file), policy))))
    }
    if (hasOwn) problems.push(...examineConfig({ path: own }).problems)
  } else {
    const loaded = readConfig({ path })
    if (file !== undefined) problems.push(...inputProblems(loaded))
    if (path === undefined) problems.push(...refusals(() => readRequests(env).forEach(checkFlagsOf)))
    else for (const one of requestsOf(loaded)) problems.push(...refusals(() => checkFlagsOf(one)))
  }
  refuse(problems, file ?? own)
  for (const good of [file, hasOwn ? own : undefined]) {
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

function refuse(problems: readonly HallpassError[], file: string): void {
  const [first] = problems
  if (first && problems.length === 1) throw first
  if (!first) return
  const lines = problems.map(({ message, hint }) => {
    const what = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message
    return hint === undefined ? what : `${what}: ${hint}`
  })
  throw new HallpassError('SettingInvalid', `${file}: ${problems.length} things are wrong`, {
    hint: lines.join('\n'),
    facts: { file },
  })
}

function refusals(check: () => unknown): readonly HallpassError[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof HallpassError) return [error]
    throw error
  }
}

/** The names of the policy files in a configuration that may be of a wrong form. */
function policyFilesIn(value: unknown): readonly string[] {
  const setup = isRecord(value) ? value['setup'] : undefined
  const roles: unknown = isRecord(setup) ? setup['roles'] : undefined
  if (!Array.isArray(roles)) return []
  const files = roles.flatMap((role: unknown): unknown => (isRecord(role) ? role['policies'] : undefined))
  return [...new Set(files.filter((file) => typeof file === 'string'))]
}

function requestsOf({ path = '', config }: LoadedConfig) {
  return Object.entries(config.requests ?? {}).map(([name, request]) => ({ file: path, name, request }))
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
