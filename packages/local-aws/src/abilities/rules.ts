import {
  anyText,
  asciiLowerCase,
  compileCondition,
  type Condition,
  fillTemplate,
  type NamedPolicy,
  parseTemplate,
  type Policy,
  type Statement,
} from '../policy/index.ts'
import { type Budget, toGlob } from './globs.ts'
import type { SessionPolicies } from './judge.ts'
import { type SessionFacts, variablesIn } from './known-session.ts'
import {
  anythingAtAll,
  type Atom,
  atomCovers,
  atomsMeet,
  intersection,
  isAnything,
  type Pattern,
  type Patterns,
  patternsCover,
  patternsMeet,
} from './patterns.ts'

/** What is about some actions on some resources, when all of the conditions are met. */
export interface Rule {
  readonly actions: Patterns
  readonly resources: Patterns
  /** Those that nobody knows before a request is made. */
  readonly conditions: readonly Condition[]
}

/** All that the policies of a session say together: a request is allowed by a rule of `allowed` and none of `denied`. */
export interface Rules {
  readonly allowed: readonly Rule[]
  readonly denied: readonly Rule[]
  /** How much of what is allowed was left out: the policies are too long. Of what is denied, nothing ever is. */
  readonly unread: number
}

/** A rule as policies have it; of patterns that all have to fit, ` & ` is between them. */
export interface RuleText {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  readonly conditions: readonly Condition[]
}

const mostSteps = 5_000_000
const mostRules = 300
const mostAtoms = 1000

/**
 * Brings the policies of a session into one list of what is allowed and one of what is denied. What is known of the
 * session is decided in it. Pure; the work is bounded, and what was left out for it is counted.
 */
export function readRules(policies: SessionPolicies, facts: SessionFacts): Rules {
  const budget: Budget = { left: mostSteps }
  let unread = 0
  const bounds = {
    budget,
    most: mostAtoms,
    leftOut: () => {
      unread += 1
    },
  }
  const layers = layersOf(policies, facts).map((layer) =>
    layer.flatMap(({ policy }) => readPolicy(policy, facts)),
  )
  const denied = layers.flat().filter(({ effect }) => effect === 'Deny')
  const limits = denied.map(asLimit).filter((limit) => limit !== undefined)
  const required = [
    ...layers.map((layer) => layer.filter(({ effect }) => effect === 'Allow').map(({ rule }) => rule)),
    ...limits.map((limit) => [limit]),
  ]
  let allowed: readonly Rule[] = [{ actions: anythingAtAll, resources: anythingAtAll, conditions: [] }]
  for (const layer of required) {
    if (layer.some(isEverything)) continue
    const both = allowed.flatMap((one) => layer.flatMap((other) => bothOf(one, other, bounds) ?? []))
    unread += Math.max(0, both.length - mostRules)
    allowed = both.slice(0, mostRules)
  }
  const rest = denied.filter((one) => asLimit(one) === undefined).map(({ rule }) => rule)
  const always = rest.filter(({ conditions }) => conditions.length === 0)
  const left = withoutRepeated(
    allowed.flatMap((rule) => lessThan(rule, always, budget) ?? []),
    budget,
  )
  return {
    allowed: left,
    denied: withoutRepeated(
      rest.flatMap((rule) => whatMeets(rule, left, budget) ?? []),
      budget,
    ),
    unread,
  }
}

export function ruleText({ actions, resources, conditions }: Rule): RuleText {
  return {
    actions: actions.any.map(atomText),
    notActions: actions.except.map(({ text }) => text),
    resources: resources.any.map(atomText),
    notResources: resources.except.map(({ text }) => text),
    conditions,
  }
}

function atomText(atom: Atom): string {
  return atom.length === 0 ? '*' : atom.map(({ text }) => text).join(' & ')
}

/** Each of these has to allow. */
function layersOf(
  policies: SessionPolicies,
  { principal }: SessionFacts,
): ReadonlyArray<readonly NamedPolicy[]> {
  const { identity = [], permissionsBoundary, serviceControl = [] } = policies
  // A federated user has only what its session policies leave.
  const session = policies.session ?? (principal.type === 'federated-user' ? [] : undefined)
  return [
    ...serviceControl,
    identity,
    ...(permissionsBoundary === undefined ? [] : [[permissionsBoundary]]),
    ...(session === undefined ? [] : [session]),
  ]
}

interface ReadStatement {
  readonly effect: 'Allow' | 'Deny'
  readonly rule: Rule
}

function readPolicy({ statements, version }: Policy, facts: SessionFacts): ReadStatement[] {
  const variables = version === '2012-10-17'
  return statements.flatMap((statement) => {
    const rule = readStatement(statement, variables, facts)
    return rule === undefined ? [] : [{ effect: statement.effect, rule }]
  })
}

/** @returns `undefined` for a statement that is about no request of the session */
function readStatement(statement: Statement, variables: boolean, facts: SessionFacts): Rule | undefined {
  const lookup = (key: string): readonly string[] | undefined => facts.known.get(asciiLowerCase(key))
  const isOpen = ({ key, values }: Condition): boolean =>
    !isKnown(key, facts) || (variables && values.flatMap(variablesIn).some((name) => !isKnown(name, facts)))
  for (const condition of statement.conditions) {
    if (!isOpen(condition) && !compileCondition(condition, variables)(lookup)) return undefined
  }
  const { actions, notActions, resources, notResources } = statement
  const named = (actions ?? notActions ?? []).map((text) => readAction(text))
  const places = (resources ?? notResources ?? ['*']).map((text) => readResource(text, variables, facts))
  const known = places.filter((place) => place !== undefined)
  // A variable without a value: NotResource is about nothing either.
  if (notResources !== undefined && known.length < places.length) return undefined
  if (resources !== undefined && known.length === 0) return undefined
  return {
    actions: patternsOf(named, actions === undefined),
    resources: patternsOf(known, notResources !== undefined),
    conditions: statement.conditions.filter(isOpen),
  }
}

function patternsOf(patterns: readonly Pattern[], isExcept: boolean): Patterns {
  if (isExcept) return { any: [[]], except: patterns }
  return { any: patterns.map((one) => (isAnything(one) ? [] : [one])), except: [] }
}

function isKnown(key: string, { known, isAbsent }: SessionFacts): boolean {
  const name = asciiLowerCase(key)
  return /^[*?$]$/.test(name) || known.has(name) || isAbsent(name)
}

function readAction(text: string): Pattern {
  return { ...fixedPattern(asciiLowerCase(text)), text }
}

/** A pattern without variables. */
export function fixedPattern(text: string): Pattern {
  return { text, glob: toGlob(parseTemplate(text, false).filter(isFixed)), isExact: true }
}

/** Parts of an ARN that are left out are anything. */
const partsOfArn = 6

function readResource(text: string, variables: boolean, facts: SessionFacts): Pattern | undefined {
  let isExact = true
  const pieces = parseTemplate(text, variables).map((piece) => {
    if (!isVariable(piece) || isKnown(piece.key, facts)) return piece
    isExact = false
    return anyText
  })
  const tokens = fillTemplate(pieces, (key) => facts.known.get(asciiLowerCase(key)))
  if (tokens === undefined) return undefined
  const isWhole = tokens.every((token) => token === anyText)
  // As the engine counts them: before variables are filled in.
  const parts = pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.split(':').length - 1 : 0),
    1,
  )
  const missing = isWhole ? 0 : Math.max(0, partsOfArn - parts)
  const rest = Array.from({ length: missing }, () => [':', anyText] as const).flat()
  return { text, glob: toGlob([...tokens, ...rest]), isExact }
}

type Piece = ReturnType<typeof parseTemplate>[number]

function isVariable(piece: Piece): piece is Extract<Piece, { readonly key: string }> {
  return typeof piece === 'object'
}

function isFixed(piece: Piece): piece is Exclude<Piece, { readonly key: string }> {
  return !isVariable(piece)
}

function isEverything({ actions, resources, conditions }: Rule): boolean {
  return (
    conditions.length === 0 &&
    [actions, resources].every(
      ({ any, except }) => except.length === 0 && any.some((atom) => atom.length === 0),
    )
  )
}

/** A Deny of all but some, whatever else is so: that it is one of them has to be. */
function asLimit({ rule }: ReadStatement): Rule | undefined {
  const { actions, resources, conditions } = rule
  if (conditions.length > 0) return undefined
  if (!isAll(actions) || !isAll(resources)) return undefined
  if (resources.except.length === 0 && actions.except.length > 0) {
    return { ...rule, actions: only(actions) }
  }
  const isExact = resources.except.every((one) => one.isExact)
  if (actions.except.length === 0 && resources.except.length > 0 && isExact) {
    return { ...rule, resources: only(resources) }
  }
  return undefined
}

function isAll({ any }: Patterns): boolean {
  return any.some((atom) => atom.length === 0)
}

/** What some patterns leave out. */
function only({ except }: Patterns): Patterns {
  return patternsOf(except, false)
}

function bothOf(one: Rule, other: Rule, bounds: Parameters<typeof intersection>[2]): Rule | undefined {
  const actions = intersection(one.actions, other.actions, bounds)
  if (actions.any.length === 0) return undefined
  const resources = intersection(one.resources, other.resources, bounds)
  if (resources.any.length === 0) return undefined
  const conditions = new Map(
    [...one.conditions, ...other.conditions].map((each) => [JSON.stringify(each), each]),
  )
  return { actions, resources, conditions: [...conditions.values()] }
}

/** What is left of a rule when that is left out which others say as well; `undefined`: nothing. */
function lessThan(rule: Rule, others: readonly Rule[], budget: Budget): Rule | undefined {
  const actions = rule.actions.any
  const resources = rule.resources.any
  const isSaid = resources.map(() => actions.map(() => false))
  for (const other of others) {
    const isOfAction = actions.map((atom) => patternsCover(other.actions, atom, budget))
    if (!isOfAction.includes(true)) continue
    for (const [at, atom] of resources.entries()) {
      if (!patternsCover(other.resources, atom, budget)) continue
      for (const [index, isOf] of isOfAction.entries()) {
        const row = isSaid[at]
        if (isOf && row !== undefined) row[index] = true
      }
    }
  }
  const any = resources.filter((_atom, at) => isSaid[at]?.includes(false) === true)
  if (any.length === 0) return undefined
  return {
    ...rule,
    actions: {
      ...rule.actions,
      any: actions.filter((_atom, index) => isSaid.some((row) => row[index] === false)),
    },
    resources: { ...rule.resources, any },
  }
}

/** Leaves out what another rule says too, in as many cases. */
function withoutRepeated(rules: readonly Rule[], budget: Budget): Rule[] {
  const kept: Array<Rule | undefined> = rules.map((rule) => ({
    ...rule,
    actions: { ...rule.actions, any: widest(rule.actions.any, budget) },
    resources: { ...rule.resources, any: widest(rule.resources.any, budget) },
  }))
  for (const [index, rule] of kept.entries()) {
    if (rule === undefined || budget.left < 0) continue
    const own = new Set(rule.conditions.map((one) => JSON.stringify(one)))
    const wider = kept.filter(
      (other, at): other is Rule =>
        at !== index && other !== undefined && other.conditions.every((one) => own.has(JSON.stringify(one))),
    )
    kept[index] = lessThan(rule, wider, budget)
  }
  return kept.filter((rule) => rule !== undefined)
}

function widest(atoms: readonly Atom[], budget: Budget): readonly Atom[] {
  const kept: Atom[] = []
  for (const [index, atom] of atoms.entries()) {
    if (budget.left < 0) return [...kept, ...atoms.slice(index)]
    if (kept.some((other) => atomCovers(other, atom, budget))) continue
    const less = kept.filter((other) => !atomCovers(atom, other, budget))
    kept.splice(0, kept.length, ...less, atom)
  }
  return kept
}

/** What of a Deny takes something that is allowed; `undefined`: nothing of it. */
function whatMeets(rule: Rule, allowed: readonly Rule[], budget: Budget): Rule | undefined {
  const actions = new Set<Atom>()
  const resources = new Set<Atom>()
  const taken = new Set<Atom>()
  for (const one of allowed) {
    const meets = (mine: Patterns, theirs: Patterns): Atom[] =>
      mine.any.filter((atom) =>
        theirs.any.some(
          (other) =>
            patternsMeet({ any: [other], except: theirs.except }, atom, budget) &&
            patternsMeet({ any: [atom], except: mine.except }, other, budget),
        ),
      )
    const ofActions = meets(rule.actions, one.actions)
    if (ofActions.length === 0) continue
    const ofResources = meets(rule.resources, one.resources)
    if (ofResources.length === 0) continue
    for (const atom of ofActions) actions.add(atom)
    for (const atom of ofResources) resources.add(atom)
    for (const atom of one.actions.any) taken.add(atom)
  }
  if (actions.size === 0) return undefined
  return {
    ...rule,
    actions: ofThese({ ...rule.actions, any: [...actions] }, [...taken], budget),
    resources: { ...rule.resources, any: [...resources] },
  }
}

function serviceOf({ text }: Pattern): string | undefined {
  return /^([\w-]+):/.exec(text)?.[1]?.toLowerCase()
}

/** What takes all actions but some is said of those that are there to be taken, where they are of one service. */
function ofThese(actions: Patterns, taken: readonly Atom[], budget: Budget): Patterns {
  const any = widest(taken, budget)
  const services = new Set(any.map((atom) => atom.map(serviceOf).find((name) => name !== undefined)))
  if (!isAll(actions) || services.size !== 1 || services.has(undefined)) return actions
  const except = actions.except.filter((one) => any.some((atom) => atomsMeet([one], atom, budget)))
  return { any: any.filter((atom) => patternsMeet(actions, atom, budget)), except }
}
