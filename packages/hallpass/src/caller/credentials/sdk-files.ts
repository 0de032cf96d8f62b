import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { errorCode, HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { fileReason, readRegularFile } from '../../safe-file/index.ts'
import type { SharedProfile } from '../../shared-config/index.ts'

/**
 * Looks at the files that the AWS SDK's provider chain reads, before it does: it would wait for a pipe, and hear no
 * signal meanwhile. Whatever else is wrong with them the chain says itself.
 *
 * @throws HallpassError `CredentialSourceFailed`
 */
export function checkSdkFiles(profile: SharedProfile | undefined): void {
  for (const [name, path] of filesOf(profile)) {
    try {
      readRegularFile(path)
    } catch (error) {
      if (!['ENOTFILE', 'ENXIO'].includes(errorCode(error))) continue
      throw new HallpassError(
        'CredentialSourceFailed',
        `${name} cannot be read: ${path}: ${fileReason(error)}`,
        {
          hint: name.startsWith('the kept login')
            ? `take it away, and log in again: rm ${posixWord(path)}`
            : `name a regular file${/web_identity/i.test(name) ? '; --web-identity-token-file takes a pipe from the shell too' : ''}`,
          cause: error,
          facts: { file: path },
        },
      )
    }
  }
}

function filesOf(profile: SharedProfile | undefined): ReadonlyArray<readonly [name: string, path: string]> {
  const found: Array<readonly [string, string]> = []
  for (const name of ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE']) {
    const path = process.env[name]
    if (path) found.push([`the file of ${name}`, path])
  }
  if (profile === undefined) return found
  const setting = (name: string): string | undefined => profile.settings.get(name)
  const token = setting('web_identity_token_file')
  if (token) found.push([`web_identity_token_file of profile ${profile.name}`, token])
  // As the AWS CLI and the SDKs name what `aws sso login` and `aws login` keep.
  const caches = join(homedir(), '.aws')
  const logins = process.env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(caches, 'login', 'cache')
  const kept = [
    [join(caches, 'sso', 'cache'), 'sha1', setting('sso_session') ?? setting('sso_start_url')],
    [logins, 'sha256', setting('login_session')],
  ] as const
  for (const [folder, algorithm, key] of kept) {
    if (key === undefined) continue
    const file = `${createHash(algorithm).update(key).digest('hex')}.json`
    found.push([`the kept login of profile ${profile.name}`, join(folder, file)])
  }
  return found
}
