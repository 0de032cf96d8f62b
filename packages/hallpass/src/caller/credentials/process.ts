import { HallpassError, isRecord, type Environment } from '../../base/index.ts'
import { checkKeys } from './check-keys.ts'
import type { CallerCredentials } from './credentials.ts'
import { runCommandLine } from './run-command-line.ts'

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
  const end = await runCommandLine(command, options)
  if ('why' in end) throw failed(profile, end.why, end.said)
  let answer: unknown
  try {
    answer = JSON.parse(end.stdout)
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
  const keys = checkKeys(
    { accessKeyId, secretAccessKey, sessionToken },
    {
      accessKeyId: `AccessKeyId of credential_process of profile ${profile}`,
      secretAccessKey: `SecretAccessKey of credential_process of profile ${profile}`,
      sessionToken: `SessionToken of credential_process of profile ${profile}`,
    },
  )
  return {
    ...keys,
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

function failed(profile: string, why: string, said = ''): HallpassError {
  return new HallpassError('CredentialSourceFailed', `credential_process of profile ${profile} ${why}`, {
    hint:
      said === '' ? `run the command in profile ${profile} by hand to see what it does` : `it said: ${said}`,
    facts: { name: profile },
  })
}
