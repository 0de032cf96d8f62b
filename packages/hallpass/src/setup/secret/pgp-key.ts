import { HallpassError, isStandalone } from '../../base/index.ts'
import { gnuPgKey } from './gnupg-key.ts'
import { loadOpenPgp } from './load-openpgp.ts'
import { openPgpJsKey } from './openpgp-js-key.ts'
import type { PgpKey, PgpKeySource } from './public-key.ts'

export type { PgpKey, PgpKeySource }

/**
 * Reads a public key and makes sure that it can encrypt now, before there is a secret to encrypt: with OpenPGP.js
 * where it is installed, else with the `gpg` of this machine.
 *
 * @throws HallpassError `PgpKeyUnusable` for a key that cannot be read, is a private one, can sign only, has
 * expired or was revoked; `DependencyMissing` where there is neither
 */
export async function readPgpKey(source: PgpKeySource, now: () => Date): Promise<PgpKey> {
  const openpgp = await loadOpenPgp()
  if (openpgp !== undefined) return openPgpJsKey(openpgp, source, now)
  const key = await gnuPgKey(source, now)
  if (key !== undefined) return key
  throw new HallpassError(
    'DependencyMissing',
    'encrypting needs GnuPG or OpenPGP.js, and neither is installed',
    {
      hint: isStandalone
        ? 'install GnuPG, which has the command gpg, or use the npm package: npm install hallpass openpgp@6'
        : 'install one of them; OpenPGP.js goes beside hallpass: npm install openpgp@6',
      facts: { name: 'openpgp' },
    },
  )
}
