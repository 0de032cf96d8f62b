import { type Condition, globMatcher, type Statement, type StatementReference } from '../policy/index.ts'
import { type Ability, abilities, type AbilityId, notable } from './abilities.ts'
import type { Allowed, Whole } from './allowed.ts'
import {
  createJudge,
  findAbout,
  type Judge,
  openConditions,
  type SessionPolicies,
  statementsOf,
  type Verdict,
} from './judge.ts'
import { createKnownSession, type KnownSession, type SessionFacts, variablesIn } from './known-session.ts'
import { anyResource, namedPlaces, type Place } from './places.ts'
import { actionsOfRule, isPossible, placesOfRule } from './rule-places.ts'
import { readRules, type Rules, ruleText } from './rules.ts'

/** What a session may do, and may not. `rules` alone is the whole of it; the rest is what people ask for first. */
export interface Told {
  /** What is allowed and what is denied, exactly. */
  readonly rules: Rules
  readonly may: readonly Allowed[]
  /** What people ask for first, and is not allowed. */
  readonly mayNot: readonly AbilityId[]
  /** What is allowed as a whole: everything there is, or services. */
  readonly whole: readonly Whole[]
  /** Allowed actions of services that no ability is about, as the policies have them. */
  readonly others: readonly string[]
  /** Allowed actions that no ability is about, of services of which something else is told. */
  readonly beside: readonly string[]
  /** The statement that denies everything, where one does. */
  readonly denied: StatementReference | undefined
  /** How many places, regions, services and actions the policies name that were not looked at: they are too long. */
  readonly unread: number
}

const elsewhere = 'xx-elsewhere-1'

/** How many patterns are compared at most, about, so that a page does not wait for it. */
const mostComparisons = 8_000_000
/** What a region takes, where no policy names a place: each action of each ability, at best and at worst. */
const evaluationsOfRegion = 2 * abilities.flatMap(({ actions }) => actions).length
const mostRegions = 16

interface Question {
  readonly facts: SessionFacts
  readonly statements: readonly Statement[]
  readonly about: (actions: readonly string[]) => readonly Statement[]
  readonly session: KnownSession
  readonly judge: Judge
  /** One that nobody named, and those that the policies name. */
  readonly regions: readonly string[]
  /** What was not looked at is put down here. */
  readonly unread: Set<string>
}

/**
 * Asks the policy engine about every ability. Pure; however long the policies are, the work is bounded, and what was
 * left out for it is counted.
 */
export function tellAbilities(policies: SessionPolicies, facts: SessionFacts): Told {
  const statements = statementsOf(policies)
  const session = createKnownSession(facts, statements.flatMap(textsOf).flatMap(variablesIn))
  const patterns = statements.reduce((sum, statement) => sum + lengthOf(statement), 1)
  const evaluations = Math.max(2 * evaluationsOfRegion, Math.floor(mostComparisons / patterns))
  const named = regionsIn(statements)
  const regions = named.slice(0, Math.min(mostRegions, Math.floor(evaluations / evaluationsOfRegion / 2)))
  const question: Question = {
    facts,
    statements,
    about: findAbout(statements),
    session,
    judge: createJudge(policies, session, evaluations),
    regions: [elsewhere, ...regions],
    unread: new Set(named.slice(regions.length)),
  }

  const rules = readRules(policies, facts)
  const found = abilities.flatMap((ability) => allowedOf(ability, question))
  const tried = new Set(found.map(({ ability }) => ability))
  const may = [...found, ...byRulesAlone(rules, tried, facts)]
  const known = new Set(may.map(({ ability }) => ability))
  const everything = wholeOf('*', known, question)
  const whole =
    everything ?? servicesIn(statements).flatMap((service) => wholeOf(service, known, question) ?? [])
  const others = everything === undefined ? otherActions(question, [...may, ...whole]) : []
  return {
    rules,
    may,
    mayNot: rules.unread > 0 ? [] : notable.filter((id) => !known.has(id)),
    whole,
    others,
    beside: everything === undefined ? actionsBeside(question, whole, others) : [],
    denied:
      rules.allowed.length + may.length + whole.length + others.length === 0
        ? denialOfAll(question)
        : undefined,
    unread: question.unread.size + rules.unread,
  }
}

const stepsOfAbilities = 2_000_000

/** What none of the places shows that were tried: it is allowed where several patterns have to fit. */
function byRulesAlone(rules: Rules, tried: ReadonlySet<AbilityId>, facts: SessionFacts): Allowed[] {
  const budget = { left: stepsOfAbilities }
  return abilities
    .filter((ability) => !tried.has(ability.id))
    .map((ability) => ({
      ...ability,
      actions: ability.actions.filter((action) => facts.mayNever?.(action) !== true),
    }))
    .filter((ability) => isPossible(ability, rules, budget))
    .flatMap((ability) =>
      rules.allowed
        .filter((rule) => actionsOfRule(rule, ability, budget).length > 0)
        .map((rule) => ({ rule, atoms: placesOfRule(rule, ability, budget) }))
        .filter(({ atoms }) => atoms.length > 0)
        .map(({ rule, atoms }) => ({
          ability: ability.id,
          service: ability.service,
          everywhere: false,
          places: ruleText({ ...rule, resources: { any: atoms, except: [] } }).resources,
          butNot: [],
          regions: undefined,
          conditions: rule.conditions,
        })),
    )
}

function allowedOf(ability: Ability, question: Question): Allowed[] {
  const { facts, session, judge, regions, unread } = question
  const [, partition = 'aws', , , account = ''] = facts.principal.arn.split(':')
  const about = question.about(ability.actions)
  const verdictAt = (resource: string, region: string): Verdict =>
    best(ability.actions.map((action) => judge.verdict(action, resource, session.concrete(region))))
  const anyIn = (region: string): string => anyResource(ability, partition, session.concrete(region), account)
  const named = namedPlaces(ability, about, session, anyIn(elsewhere))
  for (const pattern of named.unread) unread.add(pattern)
  const conditions = (verdict: Verdict): readonly Condition[] =>
    verdict === 'always' ? [] : conditionsOf(about, question)
  const allowedIn = (region: string): Omit<Allowed, 'ability' | 'service' | 'regions'>[] => {
    const whole = verdictAt(anyIn(region), region)
    const verdicts = named.places.map((place: Place) => ({
      pattern: place.pattern,
      verdict: verdictAt(place.resource, region),
    }))
    for (const { pattern, verdict } of verdicts) if (verdict === 'unknown') unread.add(pattern)
    const placed = (wanted: Verdict): string[] =>
      verdicts.filter(({ verdict }) => verdict === wanted).map(({ pattern }) => pattern)
    if (whole === 'unknown') unread.add(ability.id)
    if (whole === 'always' || whole === 'sometimes') {
      return [{ everywhere: true, places: placed('never'), butNot: [], conditions: conditions(whole) }]
    }
    const denied = named.places.filter((_place, index) => verdicts[index]?.verdict === 'never')
    return (['always', 'sometimes'] as const)
      .map((verdict) => ({ verdict, places: placed(verdict) }))
      .filter(({ places }) => places.length > 0)
      .map(({ verdict, places }) => ({
        everywhere: false,
        places,
        butNot: within(places, denied, session),
        conditions: conditions(verdict),
      }))
  }
  // What is the same in several regions is told once.
  const told = new Map<
    string,
    { readonly regions: string[]; readonly allowed: ReturnType<typeof allowedIn> }
  >()
  for (const region of regions) {
    const allowed = allowedIn(region)
    const key = JSON.stringify(allowed)
    const same = told.get(key)
    if (same === undefined) told.set(key, { regions: [region], allowed })
    else same.regions.push(region)
  }
  return [...told.values()].flatMap(({ regions: open, allowed }) =>
    allowed.map((one) => ({
      ability: ability.id,
      service: ability.service,
      regions: open.includes(elsewhere) ? undefined : open,
      ...one,
    })),
  )
}

/** Of some places those that are inside of others. */
function within(outer: readonly string[], inner: readonly Place[], session: KnownSession): readonly string[] {
  const tests = outer.map((pattern) => globMatcher(session.filled(pattern)))
  return inner.filter(({ resource }) => tests.some((test) => test(resource))).map(({ pattern }) => pattern)
}

function best(verdicts: readonly Verdict[]): Verdict {
  return (['always', 'sometimes', 'unknown'] as const).find((one) => verdicts.includes(one)) ?? 'never'
}

function conditionsOf(about: readonly Statement[], { session }: Question): readonly Condition[] {
  const all = about.flatMap((statement) =>
    openConditions(statement, session).map((one) => turned(one, statement.effect)),
  )
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

/** A condition of a Deny is what must not be. */
function turned(condition: Condition, effect: 'Allow' | 'Deny'): Condition {
  return effect === 'Allow' ? condition : { ...condition, operator: `not ${condition.operator}` }
}

/** An action that nobody knows, of a service that nobody knows. */
const anyAction = 'x7f3aservice:X7f3a'

/** Whether an action that nobody knows is allowed on anything: then all of the service is, or all there is. */
function wholeOf(service: string, known: ReadonlySet<AbilityId>, question: Question): Whole[] | undefined {
  const { judge, regions, session, unread } = question
  const action = service === '*' ? anyAction : `${service}:X7f3a`
  const verdictIn = (region: string): Verdict => judge.verdict(action, '*', session.concrete(region))
  const verdicts = regions.map((region) => ({ region, verdict: verdictIn(region) }))
  if (verdicts.some(({ verdict }) => verdict === 'unknown')) unread.add(action)
  const open = verdicts.filter(({ verdict }) => verdict === 'always' || verdict === 'sometimes')
  const [first] = open
  if (first === undefined) return undefined
  return [
    {
      service,
      regions: open.some(({ region }) => region === elsewhere) ? undefined : open.map(({ region }) => region),
      conditions: first.verdict === 'always' ? [] : conditionsOf(question.about([action]), question),
      except: abilities
        .filter((ability) => (service === '*' || ability.service === service) && !known.has(ability.id))
        .map(({ id }) => id),
    },
  ]
}

function servicesIn(statements: readonly Statement[]): string[] {
  const named = statements
    .flatMap(({ effect, actions }) => (effect === 'Allow' ? (actions ?? []) : []))
    .map(serviceOf)
    .filter((service) => /^[a-z0-9-]+$/.test(service))
  return [...new Set(named)].toSorted()
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase()
}

/** Actions that are allowed by name, of services of which nothing else is told. */
function otherActions(question: Question, told: readonly { readonly service: string }[]): readonly string[] {
  const services = new Set(told.map(({ service }) => service))
  return allowedByName(question, (action) => !services.has(serviceOf(action)))
}

/** Actions that are allowed by name, and that nothing which is told says anything about. */
function actionsBeside(
  question: Question,
  whole: readonly Whole[],
  others: readonly string[],
): readonly string[] {
  const told = new Set([...whole.map(({ service }) => `${service}:`), ...others])
  const ofAbilities = new Set(abilities.flatMap(({ actions }) => actions).map((one) => one.toLowerCase()))
  return allowedByName(
    question,
    (action) =>
      // What has a wildcard means what is told of it, and what is like it.
      /^[\w-]+:\w+$/.test(action) &&
      !told.has(action) &&
      !told.has(`${serviceOf(action)}:`) &&
      !ofAbilities.has(action.toLowerCase()),
  )
}

function allowedByName(
  { statements, judge, session, regions, unread }: Question,
  isWanted: (action: string) => boolean,
): readonly string[] {
  const found = new Set<string>()
  for (const { effect, actions = [], resources = ['*'] } of statements) {
    if (effect === 'Deny') continue
    for (const pattern of actions) {
      if (found.has(pattern) || !isWanted(pattern)) continue
      const action = pattern.replaceAll(/[*?]/g, 'X')
      const verdict = best(
        resources.flatMap((resource) => {
          const place = resource === '*' ? '*' : session.concrete(resource)
          return regions.map((region) => judge.verdict(action, place, session.concrete(region)))
        }),
      )
      if (verdict === 'unknown') unread.add(pattern)
      else if (verdict !== 'never') found.add(pattern)
    }
  }
  return [...found].toSorted()
}

/** The statement that denies whatever is asked. */
function denialOfAll({ judge, facts }: Question): StatementReference | undefined {
  const { arn } = facts.principal
  const [first, ...more] = [anyAction, 's3:ListAllMyBuckets', 'sts:GetCallerIdentity'].map(
    (action) => judge.atBest(action, action.startsWith('sts:') ? arn : '*', elsewhere).by,
  )
  const isSame = more.every((one) => one?.policy === first?.policy && one?.index === first?.index)
  return isSame ? first : undefined
}

/** The regions that the policies speak of, as they do. */
function regionsIn(statements: readonly Statement[]): string[] {
  const named = statements
    .flatMap(({ conditions: all }) => all)
    .filter(({ key }) => key.toLowerCase() === 'aws:requestedregion')
    .flatMap(({ values }) => values)
  return [...new Set(named)]
}

function textsOf({ resources, notResources, conditions: all }: Statement): readonly string[] {
  return [...(resources ?? []), ...(notResources ?? []), ...all.flatMap(({ values }) => values)]
}

/** How many patterns a statement may have compared. */
function lengthOf(statement: Statement): number {
  return (statement.actions ?? statement.notActions ?? []).length + textsOf(statement).length
}
