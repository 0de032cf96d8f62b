import { globMatcher, type Statement } from '../policy/index.ts'
import type { Ability } from './abilities.ts'
import { anything, type KnownSession } from './known-session.ts'

/** A pattern out of a policy, and a resource that fits it. */
export interface Place {
  readonly pattern: string
  readonly resource: string
}

/** A resource that nobody named in a policy: what may be done to it may be done to any. */
export function anyResource({ kind, service }: Ability, partition: string, region: string, account: string) {
  if (kind === 'account') return '*'
  if (kind === 'bucket') return `arn:${partition}:s3:::${anything}`
  if (kind === 'object') return `arn:${partition}:s3:::${anything}/${anything}`
  const global = service === 'iam' || service === 'sts'
  return global
    ? `arn:${partition}:iam::${account}:role/${anything}`
    : `arn:${partition}:${service}:${region}:${account}:${anything}/${anything}`
}

const mostPlaces = 500

/**
 * The resources that policies name for an ability, each once; those that mean any resource are left out.
 *
 * @param statements those that are about the ability
 * @returns beside, what is left out since there are too many
 */
export function namedPlaces(
  ability: Ability,
  statements: readonly Statement[],
  session: KnownSession,
  any: string,
): { readonly places: readonly Place[]; readonly unread: readonly string[] } {
  if (ability.kind === 'account') return { places: [], unread: [] }
  const named = statements.flatMap(({ resources, notResources }) => resources ?? notResources ?? [])
  const patterns = [...new Set(named)]
  const places = patterns.slice(0, mostPlaces).flatMap((pattern) => {
    if (globMatcher(pattern)(any)) return []
    const resource = resourceOf(ability, session.concrete(pattern), pattern)
    return resource === undefined ? [] : [{ pattern, resource }]
  })
  return { places, unread: patterns.slice(mostPlaces) }
}

/** A resource of the ability's kind for a pattern; nothing where the pattern is about another kind. */
function resourceOf({ kind, service }: Ability, text: string, pattern: string): string | undefined {
  const owner = text.split(':')[2] ?? ''
  const wanted = kind === 'thing' ? (service === 'sts' ? ['iam', 'sts'] : [service]) : ['s3']
  if (!wanted.includes(owner) && owner !== anything) return undefined
  const inside = text.includes('/')
  if (kind === 'bucket') return inside ? undefined : text
  if (kind === 'object' && !inside) return pattern.endsWith('*') ? `${text}/${anything}` : undefined
  return text
}
