import type * as OpenPgp from 'openpgp'
import { isMissingModule, HallpassError } from '../../base/index.ts'

/**
 * Loads OpenPGP.js, which is only needed by those who have secrets encrypted.
 *
 * @throws HallpassError `DependencyMissing` with the command that installs it
 */
export async function loadOpenPgp(): Promise<typeof OpenPgp> {
  try {
    return await import('openpgp')
  } catch (error) {
    if (!isMissingModule(error)) throw error
    throw new HallpassError('DependencyMissing', 'encrypting needs OpenPGP.js, which is not installed', {
      hint: 'install it beside hallpass: npm install openpgp@6',
      facts: { name: 'openpgp' },
    })
  }
}
