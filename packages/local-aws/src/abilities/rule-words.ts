import { type Budget, globsMeet } from './globs.ts'
import { type Ability, abilities } from './abilities.ts'
import { conditionWords } from './condition-words.ts'
import { type SessionFacts, withVariablesRead } from './known-session.ts'
import { type Atom, atomCovers, atomsMeet, type Pattern } from './patterns.ts'
import { readable, shortened } from './readable.ts'
import { actionsOfRule, placesOfRule, shapesOf } from './rule-places.ts'
import type { Rule } from './rules.ts'
import { words } from './words.ts'

/** One thing that somebody may do. */
export interface Sentence {
  /** The service that it is about, e.g. `Amazon S3`; `undefined` where `does` names it. */
  readonly service: string | undefined
  readonly does: readonly string[]
  /** Where, and when. */
  readonly limits: readonly string[]
}

interface Telling {
  readonly rule: Rule
  readonly effect: 'Allow' | 'Deny'
  readonly facts: SessionFacts
  readonly budget: Budget
}

const mostOfDeny = 20

/** What a rule is about: services as a whole, what has words, and by name what has none. */
export function ruleSentences(telling: Telling): Sentence[] {
  const { rule } = telling
  const wholes = rule.actions.any.filter((atom) => wholeOf(atom) !== undefined)
  const rest = {
    ...telling,
    rule: {
      ...rule,
      actions: { ...rule.actions, any: rule.actions.any.filter((atom) => !wholes.includes(atom)) },
    },
  }
  const told = new Set<string>()
  return [
    ...wholes.flatMap((atom) => wholeSentence(atom, telling)),
    ...abilities.flatMap((ability) => abilitySentence(ability, rest, told)),
    ...namedSentences(rest, told),
  ]
}

/** What is of one service, and limited alike, is said together. */
export function together(sentences: readonly Sentence[]): Sentence[] {
  const grouped = new Map<string, Sentence & { readonly does: string[] }>()
  for (const { service, does, limits } of sentences) {
    const key = [service ?? `${does.join(', ')}:`, ...limits].join('\n')
    const group = grouped.get(key)
    if (group === undefined) grouped.set(key, { service, does: [...does], limits })
    else group.does.push(...does.filter((one) => !group.does.includes(one)))
  }
  return [...grouped.values()]
}

export function serviceName(service: string): string {
  return words.services[service] ?? readable(service)
}

/** The service of which an atom means any action, `*` for all there are. */
function wholeOf(atom: Atom): string | undefined {
  const [only, ...more] = atom
  if (only === undefined) return '*'
  return more.length > 0 ? undefined : /^([\w-]+):\*+$/.exec(only.text)?.[1]?.toLowerCase()
}

function wholeSentence(atom: Atom, telling: Telling): Sentence[] {
  const { facts, effect } = telling
  const service = wholeOf(atom) ?? '*'
  const never = abilities.filter(
    (ability) =>
      (service === '*' || ability.service === service) &&
      ability.actions.every((action) => effect === 'Allow' && facts.mayNever?.(action) === true),
  )
  if (service !== '*' && never.length > 0 && facts.mayNever?.(`${service}:X7f3a`) === true) return []
  return [
    {
      service: undefined,
      does: [service === '*' ? words.everything : words.wholeService(serviceName(service))],
      limits: limitsOf(telling, {
        atoms: telling.rule.resources.any,
        service,
        shapes: [],
        anywhere: '',
        without: [...exceptedActions([atom], telling), ...never.map(({ id }) => words.abilities[id])],
      }),
    },
  ]
}

function abilitySentence(ability: Ability, telling: Telling, told: Set<string>): Sentence[] {
  const { rule, effect, facts, budget } = telling
  const isNever = (action: string): boolean => effect === 'Allow' && facts.mayNever?.(action) === true
  const actions = actionsOfRule(rule, ability, budget).filter((action) => !isNever(action))
  if (actions.length === 0) return []
  const atoms = placesOfRule(rule, ability, budget)
  if (atoms.length === 0) return []
  for (const action of actions) told.add(action.toLowerCase())
  const text = words.abilities[ability.id]
  const names = actions.map((action) => action.slice(action.indexOf(':') + 1))
  const [, partition = 'aws'] = facts.principal.arn.split(':')
  return [
    {
      service: serviceName(ability.service),
      does: [actions.length === ability.actions.length ? text : words.partly(text, names)],
      limits: limitsOf(telling, {
        atoms,
        service: ability.service,
        shapes: ability.kind === 'account' ? [] : shapesOf(ability, partition),
        anywhere: words.where[ability.kind],
        without: [],
      }),
    },
  ]
}

/** What no ability has words for, or not all of it: as the policies have it. */
function namedSentences(telling: Telling, told: ReadonlySet<string>): Sentence[] {
  const { rule, effect, facts } = telling
  const byService = new Map<string, Atom[]>()
  for (const atom of rule.actions.any) {
    const text = actionText(atom)
    const name = text.toLowerCase()
    if (atom.length === 1 && !/[*?]/.test(text)) {
      // What is done with a bucket cannot be done with an object, nor the other way round.
      if (told.has(name) || actionsOfS3.has(name)) continue
    }
    if (effect === 'Allow' && facts.mayNever?.(text) === true) continue
    const service = /^([\w-]+):/.exec(name)?.[1] ?? ''
    byService.set(service, [...(byService.get(service) ?? []), atom])
  }
  return [...byService].map(([service, atoms]) => ({
    service: service === '' ? undefined : serviceName(service),
    does: [
      words.byName(
        listed(
          atoms.map((atom) => readable(actionText(atom))),
          effect,
        ),
      ),
    ],
    limits: limitsOf(telling, {
      atoms: rule.resources.any,
      service,
      shapes: [],
      anywhere: '',
      without: exceptedActions(atoms, telling),
    }),
  }))
}

const actionsOfS3 = new Set(
  abilities
    .filter(({ service }) => service === 's3')
    .flatMap(({ actions }) => actions)
    .map((action) => action.toLowerCase()),
)

function actionText(atom: Atom): string {
  return atom.length === 0 ? '*' : atom.map(({ text }) => text).join(words.also)
}

/** The actions that are left out of some. */
function exceptedActions(atoms: readonly Atom[], { rule, budget }: Telling): string[] {
  return rule.actions.except
    .filter((one) => atoms.some((atom) => atomsMeet([one], atom, budget)))
    .map((one) => {
      const service = wholeOf([one])
      return service === undefined || service === '*' ? readable(one.text) : serviceName(service)
    })
}

interface Limits {
  readonly atoms: readonly Atom[]
  readonly service: string
  /** What all of the resources of the kind look like. */
  readonly shapes: readonly Pattern[]
  /** What is said of a place that is any. */
  readonly anywhere: string
  /** Of what is done, what is left out. */
  readonly without: readonly string[]
}

function limitsOf(
  { rule, effect, facts, budget }: Telling,
  { atoms, service, shapes, anywhere, without }: Limits,
): string[] {
  const isAny = (atom: Atom): boolean =>
    atom.length === 0 || (shapes.length > 0 && shapes.every((shape) => atomCovers(atom, [shape], budget)))
  const places = atoms.some(isAny)
    ? [anywhere]
    : atoms.map((atom) => atom.map((one) => placeText(one, service, facts)).join(words.also))
  const leftOut = rule.resources.except.filter(
    (one) => shapes.length === 0 || shapes.some((shape) => globsMeet(one.glob, shape.glob, budget)),
  )
  const but = effect === 'Allow' ? words.but : words.except
  const where = [
    ...listed(places, effect),
    ...(leftOut.length === 0
      ? []
      : [
          but(
            listed(
              leftOut.map((one) => placeText(one, service, facts)),
              effect,
            ).join(', '),
          ),
        ]),
  ]
    .filter((text) => text !== '')
    .join(', ')
  return [
    ...(without.length === 0 ? [] : [but(listed(without, effect).join(', '))]),
    ...(where === '' ? [] : [where]),
    ...conditionWords(rule.conditions, effect, facts),
  ]
}

/** Of what is denied more is told than of what is allowed. */
function listed(texts: readonly string[], effect: 'Allow' | 'Deny'): string[] {
  return effect === 'Allow' ? shortened(texts) : shortened(texts, mostOfDeny)
}

/** The part of an ARN that people know a thing by, with its region and account where they are not any and the own. */
function placeText({ text }: Pattern, service: string, facts: SessionFacts): string {
  const [arn = '', partition = '', owner = '', region = '', account = '', ...rest] = text.split(':')
  const isPlain = ![arn, partition, owner, region, account].some((part) => part.includes('${'))
  const isOwn = owner === service || owner === 's3' || (owner === 'iam' && service === 'sts')
  if (rest.length === 0 || !isPlain || !isOwn || /[*?]/.test(arn)) {
    return readable(withVariablesRead(text, facts))
  }
  const name = rest.join(':')
  const [, , , , own = ''] = facts.principal.arn.split(':')
  return [
    name === '*' ? words.anyPlace : readable(withVariablesRead(name, facts)),
    ...(region === '' || region === '*' ? [] : [words.inRegion(readable(region))]),
    ...(account === '' || account === own || (account === '*' && service !== 'sts')
      ? []
      : [account === '*' ? words.ofAnyAccount : words.ofAccount(readable(account))]),
  ].join(' ')
}
