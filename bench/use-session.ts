import { openConnection } from './connection.ts'
import { queryCall, textOf } from './query-call.ts'
import { createSign, type SigningKeys } from './sign.ts'

/** Keys, as some contestant got them from AssumeRole. */
export interface IssuedKeys {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
}

/**
 * Uses each key once, for GetCallerIdentity: whoever read an answer wrongly would be fast for nothing.
 *
 * @returns the ARNs they stand for
 */
export async function useSessions(url: URL, issued: readonly IssuedKeys[]): Promise<string[]> {
  const connection = await openConnection(url)
  const arns: string[] = []
  for (const { AccessKeyId, SecretAccessKey, SessionToken } of issued) {
    const keys: SigningKeys = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    }
    const parameters = { Action: 'GetCallerIdentity', Version: '2011-06-15' }
    arns.push(textOf(await queryCall(connection, createSign(url.host, 'sts', keys), parameters), 'Arn'))
  }
  connection.close()
  return arns
}
