import { createHash } from 'node:crypto'

/** The canonical user id of an account: 64 hexadecimal digits, always the same for the same account. */
export function canonicalUserId(account: string): string {
  return createHash('sha256').update(`canonical user ${account}`).digest('hex')
}
