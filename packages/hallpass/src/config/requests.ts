import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { type Environment, HallpassError } from '../base/index.ts'
import type { HallpassConfig } from './config.ts'
import { configFileName, readConfig } from './read-config.ts'
import { userConfigPath } from './user-config.ts'

/** What a named request asks for, by the names of the flags. */
export type RequestConfig = NonNullable<HallpassConfig['requests']>[string]

/** A named request, and the file that it stands in. */
export interface NamedRequest {
  readonly name: string
  readonly file: string
  /** Whether that is the file of the folder, which somebody else may have written. */
  readonly ofProject: boolean
  /** Whether a request of the person's own file has the same name. */
  readonly shadows: boolean
  /** Its files are whole paths. */
  readonly request: RequestConfig
}

/** What a name of a request has to be: it is typed behind a command. */
export const requestName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/

/**
 * The named requests of the current folder's file and of the person's own, in that order: a name of the first hides
 * the same name of the second.
 *
 * What a project's file may not say is refused, since it may come from anybody: to run a program, to read a file
 * outside of its folder; and so is a file that others of this machine can change.
 *
 * @throws HallpassError `SettingInvalid`
 */
export function readRequests(env: Environment): readonly NamedRequest[] {
  const own = ownRequests(env)
  const ownNames = new Set(own.map(({ name }) => name))
  const project = projectRequests(userConfigPath(env)).map((one) => ({
    ...one,
    shadows: ownNames.has(one.name),
  }))
  const hidden = new Set(project.map(({ name }) => name))
  return [...project, ...own.filter(({ name }) => !hidden.has(name))]
}

function ownRequests(env: Environment): readonly NamedRequest[] {
  const path = userConfigPath(env)
  if (!existsSync(path)) return []
  const { config } = readConfig({ path })
  if (config.setup) {
    throw invalid(
      path,
      'setup is not for this file, which goes with you everywhere',
      'put it into the file of a project',
    )
  }
  return requestsIn(path, config, false).map((one) => {
    if (one.request.roleArn === undefined || one.request.roleArn.startsWith('arn:')) return one
    throw invalid(
      path,
      `requests.${one.name}.roleArn has to be a whole arn`,
      'a name is one of a project’s own roles',
    )
  })
}

function projectRequests(ownPath: string): readonly NamedRequest[] {
  const { path, config } = readConfig()
  if (path === undefined || path === ownPath || config.requests === undefined) return []
  refuseOthers(path)
  const found = requestsIn(path, config, true)
  for (const { name, request } of found) {
    if (request.mfaProcess !== undefined) {
      throw invalid(
        path,
        `requests.${name}.mfaProcess would run a program that a project names`,
        `only your own file may name one: ${ownPath}`,
      )
    }
  }
  return found
}

function requestsIn(path: string, config: HallpassConfig, ofProject: boolean): readonly NamedRequest[] {
  return Object.entries(config.requests ?? {}).map(([name, request]) => {
    if (!requestName.test(name)) {
      throw invalid(
        path,
        `requests: ${JSON.stringify(name)} cannot be a name`,
        'use letters, digits and _ . -, 64 at most',
      )
    }
    const policy = policyPath(path, name, request, ofProject)
    return { name, file: path, ofProject, shadows: false, request: { ...request, ...(policy && { policy }) } }
  })
}

function policyPath(
  path: string,
  name: string,
  { policy }: RequestConfig,
  ofProject: boolean,
): string | undefined {
  if (policy === undefined) return undefined
  const file = resolve(dirname(path), policy)
  if (ofProject && (isAbsolute(policy) || isOutside(dirname(path), file))) {
    throw invalid(path, `requests.${name}.policy is a file outside of the project`, 'name one in its folder')
  }
  return file
}

function isOutside(folder: string, file: string): boolean {
  const way = relative(realPath(folder), realPath(file))
  return way.startsWith('..') || isAbsolute(way)
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

/** In a folder that many write to, as `/tmp`, the file may be anybody's. */
function refuseOthers(path: string): void {
  if (process.platform === 'win32') return
  const { uid, mode } = statSync(path)
  const me = process.geteuid?.()
  const whose = uid !== me && uid !== 0 ? 'belongs to another user' : 'can be changed by everybody'
  if ((uid === me || uid === 0) && (mode & 0o002) === 0) return
  throw invalid(
    path,
    `${whose}, and its requests decide what your credentials are used for`,
    `look into it; then copy what you want into your own file, or make it yours: chown, chmod o-w ${configFileName}`,
  )
}

function invalid(file: string, what: string, hint: string): HallpassError {
  return new HallpassError('SettingInvalid', `${file}: ${what}`, { hint, facts: { file } })
}
