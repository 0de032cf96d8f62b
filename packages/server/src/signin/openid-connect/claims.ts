/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>

/** Somebody's groups, by the claim's name: as it is, or along its dots (`realm_access.roles`). */
export function groupsOf(claims: Claims, claim: string): readonly string[] {
  const value = claims[claim] ?? along(claims, claim.split('.'))
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((group): group is string => typeof group === 'string') : []
}

/**
 * Whether the provider left the groups out since they are too many: Entra does, from 200 on.
 *
 * Source: "Groups overage claim", Microsoft identity platform.
 */
export function tooManyGroups(claims: Claims, claim: string): boolean {
  const names = claims['_claim_names']
  return typeof names === 'object' && names !== null && Object.hasOwn(names, claim)
}

/** An address, where the provider says that it is theirs; any other may be anybody's. */
export function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  const good =
    typeof email === 'string' && email.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email)
  // Some write the word.
  return good && (verified === true || verified === 'true') ? email : undefined
}

/** What somebody is called. */
export function nameOf(claims: Claims): string {
  for (const claim of ['name', 'preferred_username', 'email', 'sub']) {
    const value = claims[claim]
    if (typeof value !== 'string') continue
    const name = value
      .replaceAll(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 200)
      .trim()
    if (name !== '') return name
  }
  return 'somebody'
}

function along(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return undefined
  return along(Reflect.get(value, first), rest)
}
