import { isoSeconds, jsonText } from '../base/index.ts'
import type { FormatInput } from './variables.ts'

/**
 * What a profile's `credential_process` prints.
 *
 * Source: "Sourcing credentials with an external process", AWS SDKs and tools reference guide.
 */
export function processText({ credentials }: FormatInput): string {
  const answer = {
    Version: 1,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: isoSeconds(credentials.expiration),
  }
  return jsonText(answer)
}
