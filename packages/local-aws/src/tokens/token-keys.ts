import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { TokenKey } from '../model/index.ts'

const generate = promisify(generateKeyPair)

/** A key for each algorithm that tokens are signed with. Made beside the event loop: RSA takes its time. */
export async function createTokenKeys(
  newId: () => string,
): Promise<{ readonly RS256: TokenKey; readonly ES384: TokenKey }> {
  const [rsa, ec] = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('ec', { namedCurve: 'P-384' }),
  ])
  return { RS256: kept(rsa.privateKey, newId()), ES384: kept(ec.privateKey, newId()) }
}

function kept(key: KeyObject, id: string): TokenKey {
  return { id, privateKey: Uint8Array.from(key.export({ type: 'pkcs8', format: 'der' })) }
}
