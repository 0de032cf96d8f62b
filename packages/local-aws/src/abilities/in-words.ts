import type { StatementReference } from '../policy/index.ts'
import type { Budget } from './globs.ts'
import type { SessionFacts } from './known-session.ts'
import { readable } from './readable.ts'
import { ruleSentences, type Sentence, serviceName, together } from './rule-words.ts'
import type { Rules } from './rules.ts'
import type { Told } from './tell-abilities.ts'
import { words } from './words.ts'

/** What a session may do, to be read. */
export interface AbilitiesInWords {
  /** What is allowed, of which `butNot` takes away. */
  readonly may: readonly Sentence[]
  /** What is denied of what is allowed, with its conditions: it is denied when all of them are met. */
  readonly butNot: readonly Sentence[]
  /** Each is read after “may not”. */
  readonly mayNot: readonly string[]
  /** What beside cannot be put in words, and what was not looked at. */
  readonly notes: readonly string[]
}

const mostSentences = 60
/** How many steps comparisons take, beyond which more is told than is needed. */
const mostSteps = 5_000_000

/** Puts what was told into words: a page at most, however much it is. */
export function inWords(told: Told, facts: SessionFacts): AbilitiesInWords {
  const { rules, denied, unread } = told
  const budget: Budget = { left: mostSteps }
  const sentences = (some: Rules['allowed'], effect: 'Allow' | 'Deny'): Sentence[] =>
    together(some.flatMap((rule) => ruleSentences({ rule, effect, facts, budget })))
  const may = sentences(rules.allowed, 'Allow')
  const butNot = may.length === 0 ? [] : sentences(rules.denied, 'Deny')
  return {
    may: may.slice(0, mostSentences),
    butNot: butNot.slice(0, mostSentences),
    mayNot: [...told.mayNot.map((id) => words.abilities[id]), ...outsideWords(rules)],
    notes: [
      ...(denied === undefined ? [] : [deniedWords(denied)]),
      ...(may.length > mostSentences ? [words.more(may.length - mostSentences)] : []),
      ...(butNot.length > mostSentences ? [words.moreButNot(butNot.length - mostSentences)] : []),
      ...(unread === 0 ? [] : [words.unread(unread)]),
    ],
  }
}

/** A sentence in one line. */
export function sentenceText({ service, does, limits }: Sentence): string {
  const text = [...(service === undefined ? [] : [service]), does.join(', ')].join(': ')
  return limits.length === 0 ? text : `${text} (${limits.join('; ')})`
}

function deniedWords({ policy, index, sid }: StatementReference): string {
  return words.denied(words.statement(index + 1, sid && readable(sid)), readable(policy))
}

/** That there is nothing else, where all of it is of few services. */
function outsideWords({ allowed, unread }: Rules): string[] {
  const services = allowed
    .flatMap(({ actions }) => actions.any)
    .map((atom) => atom.map(({ text }) => /^([\w-]+):/.exec(text)?.[1]).find((name) => name !== undefined))
  const named = new Set(services.map((service) => service && serviceName(service.toLowerCase())))
  if (named.size === 0 || named.size > 2 || named.has(undefined) || unread > 0) return []
  return [words.onlyServices([...named].filter((name) => name !== undefined))]
}
