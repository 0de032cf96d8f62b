import { HallpassError } from 'hallpass'
import type { Services } from '../change/index.ts'
import { sealPurpose } from './sign.ts'

/**
 * Looks at the start whether this replica has the sealing key of the others: with another one, each webhook that it
 * comes to would stay undelivered.
 *
 * @throws HallpassError `SettingInvalid` when webhooks' secrets were sealed with another key
 */
export async function refuseOtherSeal({
  database,
  seal,
}: Pick<Services, 'database' | 'seal'>): Promise<void> {
  const newest = await database
    .selectFrom('webhook_endpoint')
    .select(['id', 'sealed_secret'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest === undefined) return
  try {
    seal.open(newest.sealed_secret, sealPurpose(newest.id))
  } catch {
    throw new HallpassError('SettingInvalid', 'the secrets in the database were sealed with another key', {
      hint: 'give every replica the same HALLPASS_SEAL_KEY, the one from before. Is it lost: `delete from webhook_endpoint` in the database, start, and make the webhooks anew',
      facts: { name: 'HALLPASS_SEAL_KEY' },
    })
  }
}
