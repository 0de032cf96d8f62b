import type { Condition, StatementReference } from '../policy/index.ts'
import { abilities, type AbilityId } from './abilities.ts'
import type { Allowed, Whole } from './allowed.ts'
import { type SessionFacts, withVariablesRead } from './known-session.ts'
import type { Told } from './tell-abilities.ts'
import { words } from './words.ts'

/** One thing that somebody may do. */
export interface Sentence {
  /** The service that it is about, e.g. `Amazon S3`; `undefined` where `does` names it. */
  readonly service: string | undefined
  readonly does: readonly string[]
  /** Where, and when. */
  readonly limits: readonly string[]
}

/** What a session may do, to be read. */
export interface AbilitiesInWords {
  readonly may: readonly Sentence[]
  /** Each is read after “may not”. */
  readonly mayNot: readonly string[]
  /** What beside cannot be put in words, and what was not looked at. */
  readonly notes: readonly string[]
}

const mostPlaces = 5
const mostSentences = 60
const longestText = 160

/** Puts what was told into words: a page at most, however much it is. */
export function inWords(told: Told, facts: SessionFacts): AbilitiesInWords {
  const may = [
    ...told.whole.map((one) => wholeWords(one, facts)),
    ...mayWords(told, facts),
    ...otherWords(told),
  ]
  return {
    may: may.slice(0, mostSentences),
    mayNot: [...told.mayNot.map((id) => words.abilities[id]), ...outsideWords(told)],
    notes: [
      ...(told.denied === undefined ? [] : [deniedWords(told.denied)]),
      ...(may.length > mostSentences ? [words.more(may.length - mostSentences)] : []),
      ...(told.beside.length === 0 ? [] : [words.beside(shortened(told.beside).map(readable))]),
      ...(told.unread === 0 ? [] : [words.unread(told.unread)]),
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

function wholeWords({ service, regions, conditions, except }: Whole, facts: SessionFacts): Sentence {
  return {
    service: undefined,
    does: [service === '*' ? words.everything : words.wholeService(serviceName(service))],
    limits: [
      ...(except.length === 0
        ? []
        : [words.but(shortened(except.map((id) => words.abilities[id])).join(', '))]),
      ...regionWords(regions),
      ...conditionWords(conditions, facts),
    ],
  }
}

function otherWords({ others }: Told): Sentence[] {
  if (others.length === 0) return []
  return [{ service: undefined, does: [words.others(shortened(others).map(readable))], limits: [] }]
}

/** That there is nothing else, where all of it is of few services. */
function outsideWords({ may, whole, others, beside, unread }: Told): string[] {
  const services = new Set([...may, ...whole].map(({ service }) => serviceName(service)))
  if (services.size === 0 || services.size > 2 || others.length + unread > 0) return []
  if (beside.some((action) => !services.has(serviceName(action.split(':', 1)[0] ?? '')))) return []
  return whole.some(({ service }) => service === '*') ? [] : [words.onlyServices([...services])]
}

function mayWords({ may, whole }: Told, facts: SessionFacts): Sentence[] {
  const told = new Set(whole.map(({ service }) => service))
  const isTold = ({ service, everywhere, places }: Allowed): boolean =>
    everywhere && places.length === 0 && (told.has('*') || told.has(service))
  const grouped = new Map<string, { service: string; limits: readonly string[]; does: string[] }>()
  for (const one of may.filter((each) => !isTold(each))) {
    const limits = [
      ...whereWords(one, facts),
      ...regionWords(one.regions),
      ...conditionWords(one.conditions, facts),
    ]
    const key = [one.service, ...limits].join('\n')
    const group = grouped.get(key) ?? { service: serviceName(one.service), limits, does: [] }
    group.does.push(words.abilities[one.ability])
    grouped.set(key, group)
  }
  return [...grouped.values()]
}

function whereWords({ ability, everywhere, places, butNot }: Allowed, facts: SessionFacts): string[] {
  const named = shortened(places.map((place) => placeText(place, facts))).join(', ')
  const excepted = shortened(butNot.map((place) => placeText(place, facts))).join(', ')
  if (!everywhere) return excepted === '' ? [named] : [`${named}, ${words.but(excepted)}`]
  const whole = words.where[kindOf(ability)]
  const text = [whole, named === '' ? '' : words.but(named)].filter((part) => part !== '').join(', ')
  return text === '' ? [] : [text]
}

function regionWords(regions: readonly string[] | undefined): string[] {
  return regions === undefined ? [] : [words.regions(regions.map(readable))]
}

function conditionWords(conditions: readonly Condition[], facts: SessionFacts): string[] {
  const negated = conditions.filter(({ operator }) => operator.startsWith('not '))
  const plain = conditions.filter(({ operator }) => !operator.startsWith('not '))
  const texts = (some: readonly Condition[]): string[] =>
    shortened(some.map((condition) => conditionText(condition, facts)))
  return [
    ...(plain.length === 0 ? [] : [words.when(texts(plain))]),
    ...(negated.length === 0 ? [] : [words.whenNot(texts(negated))]),
  ]
}

function conditionText({ operator, key, values }: Condition, facts: SessionFacts): string {
  const name = operator.replace(/^not /, '')
  const plain = name.replace(/^For\w+:/, '').replace(/IfExists$/, '')
  const read = shortened(values.map((value) => readable(withVariablesRead(value, facts))))
  return `${readable(key)} ${words.operators[plain] ?? name} ${read.join(words.or)}`
}

/** The part of an ARN that people know a thing by. */
function placeText(pattern: string, facts: SessionFacts): string {
  const [, , service = '', , , ...rest] = pattern.split(':')
  const name = rest.length === 0 ? pattern : rest.join(':')
  return readable(withVariablesRead(service === 's3' || rest.length > 0 ? name : pattern, facts))
}

/** A few of a list, and how many more there are. */
function shortened(list: readonly string[]): string[] {
  const unique = [...new Set(list)]
  if (unique.length <= mostPlaces + 1) return unique
  return [...unique.slice(0, mostPlaces), words.more(unique.length - mostPlaces)]
}

/** What stands in a policy, in one line that is not too long, with what cannot be seen as it would be written. */
function readable(text: string): string {
  const visible = text.replace(
    /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return visible.length <= longestText ? visible : `${visible.slice(0, longestText)}…`
}

function serviceName(service: string): string {
  return words.services[service] ?? service
}

function kindOf(id: AbilityId): (typeof abilities)[number]['kind'] {
  return abilities.find((one) => one.id === id)?.kind ?? 'thing'
}
