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
  const all = await database
    .selectFrom('webhook_endpoint')
    .select(['id', 'sealed_secret'])
    .orderBy('id')
    .execute()
  const foreign = all.filter(({ id, sealed_secret: sealed }) => !opens(seal, id, sealed)).map(({ id }) => id)
  if (foreign.length === 0) return
  const which =
    foreign.length === all.length
      ? 'all of them'
      : `${foreign.length} of ${all.length}: ${foreign.slice(0, 20).join(', ')}`
  // Whoever pastes it loses no other webhook: it names them all, however many they are.
  const where =
    foreign.length === all.length ? '' : ` where id in (${foreign.map((id) => `'${id}'`).join(', ')})`
  throw new HallpassError(
    'SettingInvalid',
    `the secrets of webhooks in the database were sealed with another key (${which})`,
    {
      hint: `give every replica the same HALLPASS_SEAL_KEY, the one from before. Is it lost: \`delete from webhook_endpoint${where}\` in the database, start, and make the webhooks anew`,
      facts: { name: 'HALLPASS_SEAL_KEY' },
    },
  )
}

function opens(seal: Services['seal'], id: string, sealed: Buffer): boolean {
  try {
    seal.open(sealed, sealPurpose(id))
    return true
  } catch {
    return false
  }
}
