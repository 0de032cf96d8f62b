import { join } from 'node:path'
import { isRecord } from '../base/index.ts'
import type { MfaSessionKeeper } from '../caller/index.ts'
import type { SessionCredentials } from '../query/index.ts'
import { keepOne, readKept } from './kept-file.ts'
import { shortName } from './short-name.ts'

// What is made with it does not end with it, so it is good for nearly all of its life.
const marginMs = 60_000

/**
 * Keeps the sessions that MFA codes were given for, a 0600 file each, beside the sessions of roles. One is that of a
 * key, a device, an STS endpoint and a region: with another of any of them a code is asked for.
 */
export function createMfaSessions(options: {
  readonly folder: string
  readonly now: () => Date
  /** Whoever cannot begin one does not wait for somebody who is being asked for a code. Default: false. */
  readonly onlyRead?: boolean
}): MfaSessionKeeper {
  const { folder, now, onlyRead = false } = options
  return async ({ accessKeyId, serialNumber, endpoint, region, insteadOf, start }) => {
    const of = JSON.stringify([accessKeyId, serialNumber, endpoint, region])
    const target = join(folder, `${shortName(of)}.mfa.json`)
    const read = (): SessionCredentials | undefined => {
      const kept = parseMfaSession(readKept(target), of)
      if (kept === undefined || kept.accessKeyId === insteadOf) return undefined
      return kept.expiration.getTime() - now().getTime() > marginMs ? kept : undefined
    }
    if (onlyRead) return read() ?? start()
    return keepOne(folder, target, {
      read,
      make: start,
      format: (credentials) => `${JSON.stringify({ version: 2, of, credentials: plain(credentials) })}\n`,
    })
  }
}

/** What such a file says; `undefined` for anything that is not one, or is that of others than `of`. */
export function parseMfaSession(text: string | undefined, of?: string): SessionCredentials | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  if (!isRecord(value) || value['version'] !== 2 || !isRecord(value['credentials'])) return undefined
  if (of !== undefined && value['of'] !== of) return undefined
  const { accessKeyId, secretAccessKey, sessionToken, expiration: until } = value['credentials']
  const expiration = new Date(typeof until === 'string' ? until : Number.NaN)
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string' ||
    Number.isNaN(expiration.getTime())
  ) {
    return undefined
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration }
}

function plain({ accessKeyId, secretAccessKey, sessionToken, expiration }: SessionCredentials) {
  return { accessKeyId, secretAccessKey, sessionToken, expiration }
}
