import {
  type Condition,
  MalformedPolicyError,
  type NamedPolicy,
  parsePolicy,
  type PolicyUse,
  type Statement,
} from '@hallpass/local-aws/policy'
import type { Allowed, Whole } from './allowed.ts'
import { type Ability, abilities, type AbilityId, notable } from './abilities.ts'
import {
  createJudge,
  isAbout,
  type Judge,
  openConditions,
  type SessionPolicies,
  statementsOf,
  type Verdict,
} from './judge.ts'
import { anyResource, namedPlaces, type Place } from './places.ts'
import { createSampleSession, type SampleSession, variablesIn } from './sample-session.ts'
import { warningsOf, type Warning } from './warnings.ts'

/** A policy, by name. */
export interface PolicyText {
  readonly name: string
  /** JSON. */
  readonly document: string
}

/** A role's policies, and what limits a session of it. */
export interface PreviewInput {
  readonly roleArn: string
  /** `AROA…`. */
  readonly roleId?: string | undefined
  readonly policies: readonly PolicyText[]
  readonly boundary?: PolicyText | undefined
  /** As it is sent with AssumeRole. */
  readonly sessionPolicy?: string | undefined
  readonly now: Date
}

/** What a session of a role may do, and may not. */
export interface Preview {
  readonly may: readonly Allowed[]
  /** What people ask for first, and is not allowed. */
  readonly mayNot: readonly AbilityId[]
  /** What is allowed as a whole: everything there is, or services. */
  readonly whole: readonly Whole[]
  /** Allowed actions of services that no ability is about, as the policies have them. */
  readonly others: readonly string[]
  readonly warnings: readonly Warning[]
  /** Policies that AWS would not take: they were left out. */
  readonly malformed: readonly string[]
}

const elsewhere = 'xx-elsewhere-1'

/** Asks the policy engine about every ability. Pure. */
export function previewPermissions(input: PreviewInput): Preview {
  const malformed: string[] = []
  const read = ({ name, document }: PolicyText, use: PolicyUse): NamedPolicy | undefined => {
    try {
      return { name, policy: parsePolicy(document, use) }
    } catch (error) {
      if (!(error instanceof MalformedPolicyError)) throw error
      malformed.push(name)
      return undefined
    }
  }
  const { boundary, sessionPolicy } = input
  const policies: SessionPolicies = {
    identity: input.policies.map((text) => read(text, 'identity')).filter((one) => one !== undefined),
    boundary: boundary && read(boundary, 'identity'),
    session:
      sessionPolicy === undefined
        ? undefined
        : read({ name: 'session policy', document: sessionPolicy }, 'session'),
  }
  const statements = statementsOf(policies)
  const sample = createSampleSession(input, statements.flatMap(textsOf).flatMap(variablesIn))
  const judge = createJudge(policies, sample)
  const question: Question = {
    input,
    statements,
    sample,
    judge,
    regions: [elsewhere, ...regionsIn(statements)],
  }

  const may = abilities.flatMap((ability) => allowedOf(ability, question))
  const known = new Set(may.map(({ ability }) => ability))
  const everything = wholeOf('*', known, question)
  const whole =
    everything ?? servicesIn(statements).flatMap((service) => wholeOf(service, known, question) ?? [])
  return {
    may,
    mayNot: notable.filter((id) => !known.has(id)),
    whole,
    others: everything === undefined ? otherActions(question, [...may, ...whole]) : [],
    warnings: warningsOf(may, everything !== undefined),
    malformed,
  }
}

interface Question {
  readonly input: PreviewInput
  readonly statements: readonly Statement[]
  readonly sample: SampleSession
  readonly judge: Judge
  /** One that nobody named, and those that the policies name. */
  readonly regions: readonly string[]
}

function allowedOf(ability: Ability, question: Question): Allowed[] {
  const { input, statements, sample, judge, regions } = question
  const [, partition = 'aws', , , account = ''] = input.roleArn.split(':')
  const verdictAt = (resource: string, region: string): Verdict =>
    best(ability.actions.map((action) => judge(action, resource, sample.concrete(region))))
  const anyIn = (region: string): string => anyResource(ability, partition, sample.concrete(region), account)
  const named = namedPlaces(ability, statements, sample, anyIn(elsewhere))
  const conditions = (verdict: Verdict): readonly Condition[] =>
    verdict === 'always' ? [] : conditionsOf(ability.actions, question)
  const allowedIn = (region: string): Omit<Allowed, 'ability' | 'service' | 'regions'>[] => {
    const whole = verdictAt(anyIn(region), region)
    const placed = (verdict: Verdict): string[] =>
      named
        .filter((place: Place) => verdictAt(place.resource, region) === verdict)
        .map(({ pattern }) => pattern)
    if (whole !== 'never') {
      return [{ everywhere: true, places: placed('never'), conditions: conditions(whole) }]
    }
    return (['always', 'sometimes'] as const)
      .map((verdict) => ({ verdict, places: placed(verdict) }))
      .filter(({ places }) => places.length > 0)
      .map(({ verdict, places }) => ({ everywhere: false, places, conditions: conditions(verdict) }))
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

function best(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('always')) return 'always'
  return verdicts.includes('sometimes') ? 'sometimes' : 'never'
}

function conditionsOf(actions: readonly string[], { statements, sample }: Question): readonly Condition[] {
  const all = statements
    .filter((statement) => isAbout(statement, actions))
    .flatMap((statement) => openConditions(statement, sample).map((one) => turned(one, statement.effect)))
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

/** A condition of a Deny is what must not be. */
function turned(condition: Condition, effect: 'Allow' | 'Deny'): Condition {
  return effect === 'Allow' ? condition : { ...condition, operator: `not ${condition.operator}` }
}

/** Whether an action that nobody knows is allowed on anything: then all of the service is, or all there is. */
function wholeOf(service: string, known: ReadonlySet<AbilityId>, question: Question): Whole[] | undefined {
  const { judge, regions, sample } = question
  const action = `${service === '*' ? 'x7f3aservice' : service}:X7f3a`
  const verdictIn = (region: string): Verdict => judge(action, '*', sample.concrete(region))
  const open = regions.filter((region) => verdictIn(region) !== 'never')
  const [region] = open
  if (region === undefined) return undefined
  return [
    {
      service,
      regions: open.includes(elsewhere) ? undefined : open,
      conditions: verdictIn(region) === 'always' ? [] : conditionsOf([action], question),
      except: abilities
        .filter((ability) => (service === '*' || ability.service === service) && !known.has(ability.id))
        .map(({ id }) => id),
    },
  ]
}

function servicesIn(statements: readonly Statement[]): string[] {
  const named = statements
    .flatMap(({ effect, actions }) => (effect === 'Allow' ? (actions ?? []) : []))
    .map((action) => action.slice(0, action.indexOf(':')).toLowerCase())
    .filter((service) => /^[a-z0-9-]+$/.test(service))
  return [...new Set(named)].toSorted()
}

/** Actions that are allowed by name, of services of which nothing else is told. */
function otherActions(
  { statements, judge, sample, regions }: Question,
  told: readonly { readonly service: string }[],
): string[] {
  const services = new Set(told.map(({ service }) => service))
  const found = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      (actions ?? [])
        .filter((pattern) => !services.has(pattern.slice(0, pattern.indexOf(':')).toLowerCase()))
        .filter((pattern) => {
          const action = pattern.replaceAll(/[*?]/g, 'X')
          const places = (resources ?? ['*']).map((resource) =>
            resource === '*' ? '*' : sample.concrete(resource),
          )
          return regions.some((region) =>
            places.some((place) => judge(action, place, sample.concrete(region)) !== 'never'),
          )
        }),
    )
  return [...new Set(found)].toSorted()
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
