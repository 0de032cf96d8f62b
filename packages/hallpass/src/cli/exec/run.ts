import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { errorCode, HallpassError, isoSeconds } from '../../base/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import type { CachedSessionFlags } from '../cached/flags.ts'
import type { CachedSession } from '../../session-cache/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** `hallpass exec -- COMMAND`: a command with the keys in its environment, and nothing else of AWS's in it. */
export async function runExec(
  context: CommandContext,
  flags: CachedSessionFlags,
  [program, ...args]: readonly string[],
): Promise<void> {
  if (program === undefined) {
    throw new HallpassError('UsageError', 'there is no command to run', {
      hint: 'give it behind --, as in -- aws s3 ls',
    })
  }
  const session = await cachedSession(context, flags)
  context.exitWith(await runChild(program, args, childEnvironment(context.env, session)))
}

/** Variables that would stand beside the keys and win over them, or lead to others. */
const otherSources: ReadonlySet<string> = new Set([
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_SECURITY_TOKEN',
])

function childEnvironment(
  env: CommandContext['env'],
  { credentials, region, endpointUrl }: CachedSession,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !otherSources.has(name))
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: isoSeconds(credentials.expiration),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl }),
  }
}

/** Ctrl-C reaches the child from the terminal itself: we wait for what it makes of it. */
function wait(): void {}

/** Runs it on this terminal, and passes on what is sent to us. Gives its exit code, or a shell's for a signal. */
function runChild(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' })
    const pass = (): void => void child.kill('SIGTERM')
    process.on('SIGINT', wait)
    process.on('SIGTERM', pass)
    const done = (): void => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
    }
    child.once('error', (error) => {
      done()
      const absent = errorCode(error) === 'ENOENT'
      reject(
        new HallpassError(
          'UsageError',
          `${program} cannot be run: ${absent ? 'there is no such program' : errorCode(error)}`,
          {
            hint: 'check its name, and that it is in the PATH',
            cause: error,
          },
        ),
      )
    })
    child.once('exit', (code, signal) => {
      done()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
