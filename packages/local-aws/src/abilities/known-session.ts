import type { Principal, RequestContext } from '../policy/index.ts'

/** What is known of a session before it asks for anything. */
export interface SessionFacts {
  readonly principal: Extract<Principal, { readonly type: 'assumed-role' | 'federated-user' | 'user' }>
  /** Condition keys in lower case, with the values that they have in every request of the session. */
  readonly known: ReadonlyMap<string, readonly string[]>
  /** Whether no request of the session has the condition key, which is in lower case. */
  readonly isAbsent: (key: string) => boolean
  /** What a variable is to be read as, by its name in lower case; `undefined`: as the policy has it. */
  readonly readVariable: (name: string) => string | undefined
  /** What no policy can allow to a session of this kind. */
  readonly mayNever?: (action: string) => boolean
}

/** A session as the policies see it. */
export interface KnownSession extends SessionFacts {
  readonly contextIn: (region: string) => RequestContext
  /** Whether it is known before a request is made what a condition key has for values, or that it has none. */
  readonly knows: (key: string) => boolean
  /** Fills in the variables of a pattern. */
  readonly filled: (pattern: string) => string
  /** Fills in the variables of a pattern, and something for each wildcard. */
  readonly concrete: (pattern: string) => string
}

/** What stands for any text in the place of a wildcard, and in what nobody named. */
export const anything = 'x7f3a'
const oneCharacter = 'x'

/** @param variables - every variable that the policies use: those that are not known are given some value */
export function createKnownSession(facts: SessionFacts, variables: readonly string[]): KnownSession {
  const { known, isAbsent } = facts
  const filled = variables
    .map((name) => name.toLowerCase())
    .filter((name) => !known.has(name) && !isAbsent(name))
    .map((name): [string, readonly string[]] => [name, [anything]])
  const values = new Map([...filled, ...known])
  const fill = (pattern: string, wildcard: (one: string) => string): string =>
    pattern.replaceAll(hole, (whole: string, name: string | undefined, otherwise: string | undefined) => {
      if (name === undefined) return wildcard(whole)
      const trimmed = name.trim()
      if (/^[*?$]$/.test(trimmed)) return trimmed
      return values.get(trimmed.toLowerCase())?.[0] ?? otherwise ?? whole
    })
  return {
    ...facts,
    contextIn: (region) => new Map([...values, ['aws:requestedregion', [region]]]),
    knows: (key) => {
      const name = key.toLowerCase()
      return known.has(name) || isAbsent(name) || name === 'aws:requestedregion'
    },
    filled: (pattern) => fill(pattern, (wildcard) => wildcard),
    concrete: (pattern) => fill(pattern, (wildcard) => (wildcard === '?' ? oneCharacter : anything)),
  }
}

/** A variable with what stands for it where it has no value, or a wildcard. */
const hole = /\$\{([^},]*)(?:,\s*'?([^}']*)'?\s*)?\}|[*?]/g
const variable = /\$\{([^},]*)(?:,[^}]*)?\}/g

/** The names of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(variable)].map(([, name = '']) => name.trim())
}

/** A text with its variables as they are to be read. */
export function withVariablesRead(text: string, { readVariable }: SessionFacts): string {
  return text.replaceAll(variable, (whole, name: string) => readVariable(name.trim().toLowerCase()) ?? whole)
}
