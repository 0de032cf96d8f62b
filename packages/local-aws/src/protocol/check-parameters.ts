import type { TakenParameters } from './action.ts'
import { AwsError } from '../base/index.ts'

/** What belongs to the protocol, or to a signature in the query. */
const ofTheProtocol = new Set([
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
])

/**
 * Checks that an action reads whatever was sent to it. AWS passes over what it does not know; a stand-in that
 * did so would say that something was done which was not.
 *
 * @param action e.g. `iam:CreateUser`
 * @throws AwsError `NotImplemented`, 501, which names the first parameter that nothing would read
 */
export function checkParameters(
  action: string,
  params: ReadonlyMap<string, string>,
  taken: TakenParameters,
): void {
  for (const [name, value] of params) {
    if (taken.includes(name) || ofTheProtocol.has(name)) continue
    const generic = name
      .replace(/\.member\.\d{1,6}(?=\.|$)/g, '[]')
      .replace(/\.entry\.\d{1,6}\.[vV]alue(?=\.|$)/g, '{}')
    if (taken.includes(generic)) continue
    // The key of an entry is no part of what it stands for.
    const map = /^(.+)\.entry\.\d{1,6}\.(?:key|Name)$/.exec(generic)?.[1]
    if (map !== undefined && taken.some((known) => known.startsWith(`${map}{}`))) continue
    // Clients send a list without members as its bare name.
    if (value === '' && taken.some((known) => known.startsWith(`${generic}[]`))) continue
    throw new AwsError(
      'NotImplemented',
      501,
      `The local AWS does not have the parameter ${name.slice(0, 256)} of the action ${action}.`,
    )
  }
}
