/** Cryptographically strong random bytes. */
export type RandomBytes = (size: number) => Buffer

// Crockford's base 32, lower case: no i, l, o, u, so nothing is misread and no word comes out.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** What an id is of, by its first letter. */
export type IdPrefix = 'w' | 'p' | 'l' | 's' | 't' | 'k' | 'h' | 'd' | 'e' | 'r'

/** A random text of `length` letters and digits that reads well aloud: 5 bits each. */
export function randomText(length: number, randomBytes: RandomBytes): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('')
}

/**
 * A new id such as `w-7k2m9q4xt0`: 50 random bits. Not a secret.
 *
 * Workshop `w`, participant `p`, lease `l`, staff `s`, API token `t`, lease token `k`, webhook endpoint `h`,
 * denial `d`, event `e`, replica `r`.
 */
export function newId(prefix: IdPrefix, randomBytes: RandomBytes, length = 10): string {
  return `${prefix}-${randomText(length, randomBytes)}`
}
