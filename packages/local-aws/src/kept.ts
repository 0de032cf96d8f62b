import { DataError } from './snapshot/index.ts'

/**
 * The account that a directory is of.
 *
 * @throws DataError `NotOurs` where another one is asked for
 */
export function keptAccountId(
  kept: ReadonlyMap<string, unknown>,
  { accountId, data = '' }: { readonly accountId?: string; readonly data?: string },
): string {
  const organization = kept.get('organization')
  const id: unknown =
    typeof organization === 'object' && organization !== null
      ? Reflect.get(organization, 'managementAccountId')
      : undefined
  if (typeof id !== 'string')
    throw new DataError('Damaged', `${data} names no account`, 'put back a copy of it')
  if (accountId !== undefined && accountId !== id) {
    throw new DataError(
      'NotOurs',
      `${data} is of the account ${id}, not ${accountId}`,
      `name the account ${id} or none, or another directory`,
    )
  }
  return id
}

/** What session tokens are sealed with: yesterday's are good today. @throws DataError `Damaged` */
export function keptSealingKey(kept: ReadonlyMap<string, unknown>, data: string): Uint8Array {
  const key = kept.get('sealingKey')
  if (key instanceof Uint8Array && key.length === 32) return key
  throw new DataError('Damaged', `${data} holds no sealing key`, 'put back a copy of it')
}
