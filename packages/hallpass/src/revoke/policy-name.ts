const prefix = 'hallpass-revoke'
const form = /^hallpass-revoke-(\d{6})-[0-9a-f]{16}$/

/** Whether an inline policy's name is one that revocations are kept under. */
export function isRevocationPolicyName(name: string): boolean {
  return name === prefix || name.startsWith(`${prefix}-`)
}

/**
 * A name that no other policy has, and that comes after all of these: `hallpass-revoke-000002-9f86d081884c7d65`.
 * The order of the names is the order of text.
 *
 * @param randomBytes at least 8 of them
 */
export function nextPolicyName(names: readonly string[], randomBytes: Uint8Array): string {
  const highest = Math.max(0, ...names.map((name) => Number(form.exec(name)?.[1] ?? 0)))
  const random = Buffer.from(randomBytes.subarray(0, 8)).toString('hex')
  return `${prefix}-${String(highest + 1).padStart(6, '0')}-${random}`
}
