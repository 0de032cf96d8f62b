import { asciiLowerCase, globMatcher, type Policy, type Statement } from '../../policy/index.ts'

/**
 * The condition keys and policy variables that the statements about an action use and a simulation does not
 * say, sorted, each once. Variables with a default can do without.
 */
export function missingContextKeys(
  policies: readonly Policy[],
  action: string,
  context: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const known = new Set([...context.keys()].map((key) => asciiLowerCase(key)))
  const missing = new Map<string, string>()
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!isAbout(statement, action)) continue
      for (const key of keysOf(statement)) {
        if (!known.has(asciiLowerCase(key))) missing.set(asciiLowerCase(key), key)
      }
    }
  }
  return [...missing.values()].toSorted()
}

/** Every condition key and policy variable that policies use, sorted, each once. */
export function contextKeys(policies: readonly Policy[]): readonly string[] {
  const keys = policies.flatMap(({ statements }) => statements.flatMap(keysOf))
  return [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()].toSorted()
}

function isAbout({ actions, notActions }: Statement, action: string): boolean {
  const matches = (patterns: readonly string[]) =>
    patterns.some((pattern) => globMatcher(asciiLowerCase(pattern))(asciiLowerCase(action)))
  return actions === undefined ? !matches(notActions ?? []) : matches(actions)
}

function keysOf({ conditions, resources, notResources }: Statement): readonly string[] {
  const texts = [...(resources ?? []), ...(notResources ?? []), ...conditions.flatMap(({ values }) => values)]
  const variables = texts.flatMap((text) => [...text.matchAll(/\$\{([^{},'*?$]+)\}/g)].map(([, key]) => key))
  return [...conditions.map(({ key }) => key), ...variables.filter((key) => key !== undefined)]
}
