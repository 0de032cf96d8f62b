import { execFile } from 'node:child_process'
import { HallpassError, isRecord, type Environment, lastLines } from '../../base/index.ts'
import { splitCommandLine } from './command-line.ts'
import type { CallerCredentials } from './credentials.ts'

const timeoutMs = 60_000
const maxOutputBytes = 1024 * 1024

/**
 * Runs a profile's `credential_process` and reads the keys from its standard output. What it writes to
 * standard error is shown when it fails.
 *
 * Source: "Sourcing credentials with an external process", AWS SDKs and tools reference guide.
 *
 * @throws HallpassError `CredentialSourceFailed` when it fails or answers something else
 */
export async function processCredentials(
  command: string,
  profile: string,
  options: { env: Environment; now: () => Date; signal?: AbortSignal | undefined },
): Promise<CallerCredentials> {
  const [program, ...parts] = splitCommandLine(command)
  if (!program) throw failed(profile, 'is empty')
  const stdout = await run(program, parts, profile, options)
  let answer: unknown
  try {
    answer = JSON.parse(stdout)
  } catch {
    throw failed(profile, 'did not print JSON')
  }
  if (!isRecord(answer)) throw failed(profile, 'did not print a JSON object')
  const {
    Version,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken,
    Expiration,
  } = answer
  if (Version !== 1) throw failed(profile, 'did not print "Version": 1')
  const sessionToken = SessionToken ?? undefined
  if (typeof accessKeyId !== 'string' || accessKeyId === '') throw failed(profile, 'printed no AccessKeyId')
  if (typeof secretAccessKey !== 'string' || secretAccessKey === '') {
    throw failed(profile, 'printed no SecretAccessKey')
  }
  if (sessionToken !== undefined && typeof sessionToken !== 'string') {
    throw failed(profile, 'printed a SessionToken that is no text')
  }
  const expiration = readExpiration(Expiration, profile)
  if (expiration && expiration <= options.now()) throw failed(profile, 'printed keys that have expired')
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration,
    longTerm: sessionToken === undefined,
    source: {
      kind: 'process',
      profile,
      sso: false,
      description: `credential_process of profile ${profile}`,
    },
  }
}

function readExpiration(value: unknown, profile: string): Date | undefined {
  if (value === undefined || value === null) return undefined
  const date = typeof value === 'string' ? new Date(value) : undefined
  if (!date || Number.isNaN(date.getTime())) throw failed(profile, 'printed an Expiration that is no date')
  return date
}

function run(
  program: string,
  parts: readonly string[],
  profile: string,
  options: { env: Environment; signal?: AbortSignal | undefined },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...parts],
      {
        encoding: 'utf8',
        env: { ...options.env },
        maxBuffer: maxOutputBytes,
        timeout: timeoutMs,
        windowsHide: true,
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        if (options.signal?.aborted) return reject(new HallpassError('Aborted', 'stopped before it was done'))
        const said = lastLines(stderr)
        const why =
          error.code === 'ENOENT'
            ? `names a program that is not there: ${program}`
            : error.killed
              ? `did not end within ${timeoutMs / 1000} s`
              : `ended with ${typeof error.code === 'number' ? `exit code ${error.code}` : String(error.code ?? error.signal)}`
        reject(failed(profile, why, said))
      },
    )
  })
}

function failed(profile: string, why: string, said = ''): HallpassError {
  return new HallpassError('CredentialSourceFailed', `credential_process of profile ${profile} ${why}`, {
    hint:
      said === '' ? `run the command in profile ${profile} by hand to see what it does` : `it said: ${said}`,
    facts: { name: profile },
  })
}
