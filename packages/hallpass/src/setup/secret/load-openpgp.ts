import type * as OpenPgp from 'openpgp'
import { isMissingModule, isStandalone } from '../../base/index.ts'

/** Loads OpenPGP.js where it is installed; only those who have secrets encrypted need it. */
export async function loadOpenPgp(): Promise<typeof OpenPgp | undefined> {
  if (isStandalone) return undefined
  try {
    return await import('openpgp')
  } catch (error) {
    if (isMissingModule(error)) return undefined
    throw error
  }
}
