import { type Environment, systemHome } from '../base/index.ts'
import { join, resolve } from 'node:path'

/** What names another credentials file than `~/.aws/credentials`. */
export const namesCredentialsFile = 'AWS_SHARED_CREDENTIALS_FILE'
/** What names another config file than `~/.aws/config`. */
export const namesConfigFile = 'AWS_CONFIG_FILE'

/**
 * Where the two shared files are: `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE`, else
 * `~/.aws/credentials` and `~/.aws/config`. A leading `~/` is the home folder, which is `homedir` where given,
 * else `HOME`, `USERPROFILE`, or what the system says. Absolute paths.
 *
 * {@link https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html}
 */
export function fileLocations(
  env: Environment,
  homedir?: string,
): { readonly credentialsPath: string; readonly configPath: string } {
  const home = homedir || env.HOME || env.USERPROFILE || systemHome()
  const locate = (given: string | undefined, name: string): string => {
    if (given === undefined || given === '') return resolve(home, '.aws', name)
    return given === '~' || /^~[/\\]/.test(given) ? join(resolve(home), given.slice(1)) : resolve(given)
  }
  return {
    credentialsPath: locate(env[namesCredentialsFile], 'credentials'),
    configPath: locate(env[namesConfigFile], 'config'),
  }
}
