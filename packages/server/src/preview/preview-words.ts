import type { Condition } from '@hallpass/local-aws/policy'
import { texts } from '../texts/index.ts'
import { abilities, type AbilityId } from './abilities.ts'
import type { Allowed, Whole } from './allowed.ts'
import type { Preview } from './preview-permissions.ts'

/** A preview, to be read. */
export interface PreviewWords {
  /** Each is read after “may”. */
  readonly may: readonly string[]
  /** Each is read after “may not”. */
  readonly mayNot: readonly string[]
  /** Each is read after “it”. */
  readonly warnings: readonly string[]
}

const words = texts.preview
const mostPlaces = 5

/** Puts a preview into words. */
export function previewWords(preview: Preview): PreviewWords {
  return {
    may: [...preview.whole.map(wholeWords), ...mayWords(preview), ...otherWords(preview)],
    mayNot: [...preview.mayNot.map((id) => words.abilities[id]), ...outsideWords(preview)],
    warnings: preview.warnings.map((code) => words.warnings[code]),
  }
}

function wholeWords({ service, regions, conditions, except }: Whole): string {
  const limits = [
    ...(except.length === 0
      ? []
      : [words.but(shortened(except.map((id) => words.abilities[id])).join(', '))]),
    ...regionWords(regions),
    ...conditionWords(conditions),
  ]
  return limited(service === '*' ? words.everything : words.wholeService(serviceName(service)), limits)
}

function limited(text: string, limits: readonly string[]): string {
  const there = limits.filter((limit) => limit !== '')
  return there.length === 0 ? text : `${text} (${there.join('; ')})`
}

function otherWords({ others }: Preview): string[] {
  return others.length === 0 ? [] : [words.others(shortened(others))]
}

/** That there is nothing else, where all of it is of few services. */
function outsideWords({ may, whole, others }: Preview): string[] {
  const services = new Set([...may, ...whole].map(({ service }) => serviceName(service)))
  if (services.size === 0 || services.size > 2 || others.length > 0) return []
  return whole.some(({ service }) => service === '*') ? [] : [words.onlyServices([...services])]
}

function mayWords({ may, whole }: Preview): string[] {
  const told = new Set(whole.map(({ service }) => service))
  const isTold = ({ service, everywhere, places }: Allowed): boolean =>
    everywhere && places.length === 0 && (told.has('*') || told.has(service))
  const grouped = new Map<string, { service: string; limits: readonly string[]; does: string[] }>()
  for (const one of may.filter((each) => !isTold(each))) {
    const limits = [whereWords(one), ...regionWords(one.regions), ...conditionWords(one.conditions)]
    const key = [one.service, ...limits].join('\n')
    const group = grouped.get(key) ?? { service: one.service, limits, does: [] }
    group.does.push(words.abilities[one.ability])
    grouped.set(key, group)
  }
  return [...grouped.values()].map(({ service, limits, does }) =>
    limited(`${serviceName(service)}: ${does.join(', ')}`, limits),
  )
}

function whereWords({ ability, everywhere, places }: Allowed): string {
  const named = shortened(places.map(placeText)).join(', ')
  if (!everywhere) return named
  const whole = words.where[kindOf(ability)]
  if (named === '') return whole
  return [whole, words.but(named)].filter((text) => text !== '').join(', ')
}

function regionWords(regions: readonly string[] | undefined): string[] {
  return regions === undefined ? [] : [words.regions(regions)]
}

function conditionWords(conditions: readonly Condition[]): string[] {
  const negated = conditions.filter(({ operator }) => operator.startsWith('not '))
  const plain = conditions.filter(({ operator }) => !operator.startsWith('not '))
  return [
    ...(plain.length === 0 ? [] : [words.when(plain.map(conditionText))]),
    ...(negated.length === 0 ? [] : [words.whenNot(negated.map(conditionText))]),
  ]
}

function conditionText({ operator, key, values }: Condition): string {
  const name = operator.replace(/^not /, '')
  const plain = name.replace(/^For\w+:/, '').replace(/IfExists$/, '')
  return `${key} ${words.operators[plain] ?? name} ${values.map(variablesInWords).join(words.or)}`
}

/** The part of an ARN that people know a thing by. */
function placeText(pattern: string): string {
  const [, , service = '', , , ...rest] = pattern.split(':')
  const name = rest.length === 0 ? pattern : rest.join(':')
  return variablesInWords(service === 's3' || rest.length > 0 ? name : pattern)
}

function variablesInWords(text: string): string {
  return text.replaceAll(/\$\{aws:userid\}/gi, `(${words.own})`)
}

function shortened(list: readonly string[]): string[] {
  const unique = [...new Set(list)]
  if (unique.length <= mostPlaces + 1) return unique
  return [...unique.slice(0, mostPlaces), words.more(unique.length - mostPlaces)]
}

function serviceName(service: string): string {
  return words.services[service] ?? service
}

function kindOf(id: AbilityId) {
  return abilities.find((one) => one.id === id)?.kind ?? 'thing'
}
