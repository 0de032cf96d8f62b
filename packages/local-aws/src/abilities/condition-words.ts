import type { Condition } from '../policy/index.ts'
import { type SessionFacts, withVariablesRead } from './known-session.ts'
import { readable, shortened } from './readable.ts'
import { words } from './words.ts'

/** When an Allow or a Deny holds: all of its conditions have to be met. */
export function conditionWords(
  conditions: readonly Condition[],
  effect: 'Allow' | 'Deny',
  facts: SessionFacts,
): string[] {
  const regions = conditions.flatMap((condition) => regionWords(condition, effect) ?? [])
  const others = conditions.filter((condition) => regionWords(condition, effect) === undefined)
  const texts = shortened(others.map((condition) => conditionText(condition, facts)))
  if (texts.length === 0) return regions
  return [...regions, effect === 'Allow' ? words.onlyIf(texts) : words.when(texts)]
}

/** @returns `undefined` for what is not said in brief */
function regionWords({ operator, key, values }: Condition, effect: 'Allow' | 'Deny'): string | undefined {
  if (key.toLowerCase() !== 'aws:requestedregion') return undefined
  const named = shortened(values.map(readable))
  if (operator === 'StringEquals' || operator === 'StringLike') {
    return effect === 'Allow' ? words.regions(named) : words.inRegions(named)
  }
  if (operator === 'StringNotEquals' || operator === 'StringNotLike') return words.outsideOf(named)
  return undefined
}

function conditionText({ operator, key, values }: Condition, facts: SessionFacts): string {
  const name = readable(key)
  const [, set, base = operator, ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  if (base === 'Null') return nullText(name, values)
  const texts = shortened(values.map((value) => readable(withVariablesRead(value, facts))))
  const isNegated = base.includes('Not')
  const subject =
    set === 'ForAllValues'
      ? words.condition.each(name)
      : set === 'ForAnyValue'
        ? words.condition.one(name)
        : name
  const text = `${subject} ${words.operators[base] ?? base} ${texts.join(isNegated ? words.nor : words.or)}`
  // An operator that negates is met without a value anyway: what is not there is not like anything.
  const isMetByNone = set === 'ForAllValues' || (ifExists !== undefined && (!isNegated || set !== undefined))
  return isMetByNone ? words.condition.orNone(text) : text
}

function nullText(key: string, values: readonly string[]): string {
  const wanted = new Set(values.map((value) => value.toLowerCase()))
  return [
    ...(wanted.has('true') ? [words.condition.none(key)] : []),
    ...(wanted.has('false') ? [words.condition.some(key)] : []),
  ].join(words.or)
}
