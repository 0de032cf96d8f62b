import { statSync } from 'node:fs'
import { type Environment, nonEmpty } from '../base/index.ts'
import {
  expiresKey,
  fileLocations,
  findCommentsInValues,
  parseStrictly,
  readIfExists,
  renewalCommand,
} from '../shared-config/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Notebook } from './diagnosis.ts'

/** Variables that name other keys or another place than the files do. */
export function checkEnvironment(settings: Settings, notebook: Notebook): void {
  const { env } = settings
  const set = (name: string): boolean => nonEmpty(env[name]) !== undefined
  let sound = true
  if (set('AWS_ACCESS_KEY_ID') && settings.profileNamedBy === 'AWS_PROFILE') {
    sound = false
    notebook.warn('environment', {
      cause: 'environment-shadows-profile',
      saw: `AWS_PROFILE is ${settings.profileName}, and AWS_ACCESS_KEY_ID is set too: the variables win, in every SDK`,
      hint: `to use the profile: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN, or name it by --source-profile`,
    })
  }
  const endpoint = ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'].find(set)
  if (endpoint !== undefined && env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] !== 'true') {
    sound = false
    notebook.warn('environment', {
      cause: 'endpoint-configured',
      saw: `${endpoint} sends calls to ${hostOf(env[endpoint] ?? '')}, and not to AWS`,
      hint: `where that is not meant: unset ${endpoint}`,
    })
  }
  if (sound) notebook.good('environment', 'no variable stands in the way')
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'something that is no URL'
}

/**
 * The two files: whether every SDK can read them, whether others can, and what in them has ended.
 *
 * @throws HallpassError `ProfileFileUnreadable`, `ProfileFileMalformed`
 */
export function checkFiles(settings: Settings, env: Environment, now: Date, notebook: Notebook): void {
  const { credentialsPath, configPath } = fileLocations(env)
  const there = [credentialsPath, configPath].filter((path) => {
    const bytes = readIfExists(path)
    parseStrictly(bytes, path)
    return bytes.length > 0
  })
  let sound = true
  if (process.platform !== 'win32' && there.includes(credentialsPath)) {
    const mode = statSync(credentialsPath).mode & 0o777
    if ((mode & 0o077) !== 0) {
      sound = false
      notebook.warn('files', {
        cause: 'file-open-to-others',
        saw: `${credentialsPath} can be opened by others (mode ${mode.toString(8)})`,
        hint: `chmod 600 ${credentialsPath}`,
      })
    }
  }
  const expired = [...settings.files().profiles.values()].filter(({ settings: keys }) => {
    const end = Date.parse(keys.get(expiresKey) ?? '')
    return !Number.isNaN(end) && end <= now.getTime()
  })
  const [first] = expired
  if (first !== undefined) {
    sound = false
    const renewal = renewalCommand(first.name, (key) => first.settings.get(key))
    notebook.warn('files', {
      cause: 'profile-expired',
      saw: `the keys of ${expired.length === 1 ? `profile ${first.name}` : `${expired.length} profiles`} have ended`,
      hint: [
        ...(renewal === undefined ? [] : [`to renew: ${renewal}`]),
        'to remove: hallpass profile clean',
      ].join('\n'),
    })
  }
  const [commented, ...others] = findCommentsInValues({ env })
  if (commented !== undefined) {
    sound = false
    const { file, line, profile, key } = commented
    const more = others.length === 0 ? '' : `, and ${others.length} more like it`
    notebook.warn('files', {
      cause: 'comment-in-value',
      saw: `line ${line} of ${file} has a comment behind ${key} of profile ${profile}${more}: to the AWS CLI and boto3 it is a part of the value`,
      hint: 'put the comment on a line of its own',
    })
  }
  if (sound) {
    notebook.good(
      'files',
      there.length === 0 ? 'there are none, and none is needed' : `${there.join(', ')}: sound`,
    )
  }
}
