const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * What an id names: a user, a role, a group, a managed policy, an instance profile, a server certificate, an SSH
 * public key, a credential for one service.
 */
export type UniqueIdPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA' | 'ASCA' | 'APKA' | 'ACCA'

/**
 * A unique id as IAM shapes it: the prefix and 17 characters of base32, 21 in all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function uniqueId(prefix: UniqueIdPrefix, randomBytes: (size: number) => Uint8Array): string {
  return prefix + base32(randomBytes(11)).slice(0, 17)
}

/**
 * An access key id, `AKIA…` for long-term and `ASIA…` for temporary credentials: 20 characters. The first
 * six bytes after the prefix hold the account's number in bits 7 to 46, as AWS's ids do, so that the
 * account can be told from an id without looking it up ({@link accountOfAccessKeyId}).
 *
 * @throws TypeError when `account` is not 12 digits
 */
export function accessKeyId(
  prefix: 'AKIA' | 'ASIA',
  account: string,
  randomBytes: (size: number) => Uint8Array,
): string {
  if (!/^\d{12}$/.test(account)) throw new TypeError(`account must be 12 digits, not '${account}'`)
  const random = randomBytes(5)
  const bytes = Buffer.alloc(10)
  // 48 bits, which a number holds.
  bytes.writeUIntBE(2 ** 47 + Number(account) * 2 ** 7 + ((random[0] ?? 0) & 0x7f), 0, 6)
  bytes.set(random.subarray(1), 6)
  return prefix + base32(bytes)
}

/** The 12-digit account inside an access key id, or `undefined` when `id` is not shaped like one. */
export function accountOfAccessKeyId(id: string): string | undefined {
  if (!/^[A-Z]{4}[A-Z2-7]{16}$/.test(id)) return undefined
  let head = 0n
  for (const character of id.slice(4, 14)) head = (head << 5n) | BigInt(alphabet.indexOf(character))
  const account = ((head >> 2n) & 0x7fffffffff80n) >> 7n
  return account > 999_999_999_999n ? undefined : account.toString().padStart(12, '0')
}

/** Base32 (RFC 4648) without padding; bits that do not fill a character are dropped. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(buffer >> bits) & 31]
    }
  }
  return text
}
