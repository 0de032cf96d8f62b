import type { Credentials } from '../base/index.ts'
import { cleanText } from './clean-text.ts'
import { type Assignment, findAssignments, type PastedField, type PastedForm } from './field-names.ts'
import { isPlaceholder, isTemporary, shapeOf } from './shapes.ts'
import { type OtherPaste, readOther } from './read-other.ts'

/** What is wrong with keys that were pasted; the ones that are mended are marked in {@link mendedProblems}. */
export const pasteProblems = [
  'curly-quotes',
  'odd-spaces',
  'broken-lines',
  'markup',
  'swapped-fields',
  'several-keys',
  'placeholder',
  'missing-id',
  'missing-secret',
  'missing-token',
  'unneeded-token',
  'cut-id',
  'cut-secret',
  'cut-token',
  'expired',
  'long-term',
] as const

export type PasteProblem = (typeof pasteProblems)[number]

/** Problems that are put right: the keys can be used all the same. */
export const mendedProblems: ReadonlySet<PasteProblem> = new Set([
  'curly-quotes',
  'odd-spaces',
  'broken-lines',
  'markup',
  'swapped-fields',
  'several-keys',
  'unneeded-token',
  'long-term',
])

/** Keys, or a part of them. */
export interface PastedKeys {
  readonly kind: 'keys'
  readonly form: PastedForm
  /** Which parts there are. */
  readonly fields: readonly PastedField[]
  /** In the order of {@link pasteProblems}. */
  readonly problems: readonly PasteProblem[]
  /** Whole keys, mended where they could be; `undefined` where a part is missing or cut. Secret. */
  readonly credentials: Credentials | undefined
  readonly accessKeyId: string | undefined
  /** When they end, where that was pasted too. */
  readonly expiration: Date | undefined
  readonly region: string | undefined
}

/** What somebody pasted. Nothing of it is in what is said about it, but for the access key id. */
export type Pasted = PastedKeys | OtherPaste

/** What is looked at, at most, in characters. */
export const mostPastedCharacters = 65_536

/**
 * Tells what somebody pasted: keys in whatever form, a link, an error message; and what is wrong with it. Pure, asks
 * nobody, and throws nothing.
 *
 * @param now - what has ended by then is `expired`
 */
export function readPaste(given: string, now: Date): Pasted {
  if (given.length > mostPastedCharacters) return { kind: 'too-long' }
  const { text, mended } = cleanText(given)
  const assignments = findAssignments(text)
  const named = assignments.filter(({ field }) => field !== 'expiration' && field !== 'region')
  const parts = named.length > 0 ? partsOf(named) : bareParts(text)
  if (parts === undefined) return readOther(text)
  const { accessKeyId, secretAccessKey, sessionToken } = parts
  const expiration = momentOf(first(assignments, 'expiration'))
  const temporary = accessKeyId === undefined ? undefined : isTemporary(accessKeyId)
  const problems = new Set<PasteProblem>([...mended, ...parts.problems])
  const check = (problem: PasteProblem, is: boolean): void => {
    if (is) problems.add(problem)
  }
  const values = [accessKeyId, secretAccessKey, sessionToken].filter((value) => value !== undefined)
  check('placeholder', values.some(isPlaceholder))
  check('missing-id', accessKeyId === undefined)
  check('missing-secret', secretAccessKey === undefined)
  check('missing-token', sessionToken === undefined && temporary !== false)
  check('unneeded-token', sessionToken !== undefined && temporary === false)
  check('long-term', temporary === false)
  if (!problems.has('placeholder')) {
    check('cut-id', accessKeyId !== undefined && !/^[A-Z0-9]{16,128}$/.test(accessKeyId))
    check('cut-secret', secretAccessKey !== undefined && shapeOf(secretAccessKey) !== 'secretAccessKey')
    check('cut-token', sessionToken !== undefined && shapeOf(sessionToken) !== 'sessionToken')
  }
  check('expired', expiration !== undefined && expiration.getTime() <= now.getTime())
  const ordered = pasteProblems.filter((problem) => problems.has(problem))
  const usable = ordered.every((problem) => mendedProblems.has(problem) || problem === 'expired')
  const token = sessionToken === undefined || temporary === false ? {} : { sessionToken }
  return {
    kind: 'keys',
    form: named[0]?.form ?? 'bare',
    fields: fieldsOf(parts, assignments),
    problems: ordered,
    credentials:
      usable && accessKeyId !== undefined && secretAccessKey !== undefined
        ? { accessKeyId, secretAccessKey, ...token }
        : undefined,
    accessKeyId:
      accessKeyId !== undefined && shapeOf(accessKeyId) === 'accessKeyId' ? accessKeyId : undefined,
    expiration,
    region: regionOf(first(assignments, 'region')),
  }
}

interface Parts {
  readonly accessKeyId: string | undefined
  readonly secretAccessKey: string | undefined
  readonly sessionToken: string | undefined
  readonly problems: readonly PasteProblem[]
}

/** The first of each part, in its place by what it looks like. */
function partsOf(named: readonly Assignment[]): Parts {
  const problems: PasteProblem[] = []
  const ids = new Set(named.filter(({ field }) => field === 'accessKeyId').map(({ value }) => value))
  if (ids.size > 1) problems.push('several-keys')
  if (named.some(({ broken }) => broken)) problems.push('broken-lines')
  const placed = new Map<PastedField, string>()
  for (const { field, value } of named) if (!placed.has(field)) placed.set(field, value)
  // In its place is what is called as it looks, and what looks like nothing; the others go where they belong.
  const misplaced = [...placed].filter(([field, value]) => ![field, 'unknown'].includes(shapeOf(value)))
  for (const [field] of misplaced) placed.delete(field)
  let swapped = false
  for (const [field, value] of misplaced) {
    const shape = shapeOf(value)
    if (shape !== 'unknown' && !placed.has(shape)) {
      placed.set(shape, value)
      swapped = true
    } else if (!placed.has(field)) {
      placed.set(field, value)
    }
  }
  if (swapped) problems.push('swapped-fields')
  return {
    accessKeyId: placed.get('accessKeyId'),
    secretAccessKey: placed.get('secretAccessKey'),
    sessionToken: placed.get('sessionToken'),
    problems,
  }
}

/** Parts without names, as out of a table or a chat. A key's id is what they are known by. */
function bareParts(text: string): Parts | undefined {
  const values = text.split(/[\s,;|"'`]+/).filter((value) => value !== '')
  const of = (shape: string): string[] => values.filter((value) => shapeOf(value) === shape)
  const [accessKeyId, ...others] = of('accessKeyId')
  if (accessKeyId === undefined) return undefined
  return {
    accessKeyId,
    secretAccessKey: of('secretAccessKey')[0],
    sessionToken: of('sessionToken')[0],
    problems: others.some((other) => other !== accessKeyId) ? ['several-keys'] : [],
  }
}

function fieldsOf(parts: Parts, assignments: readonly Assignment[]): PastedField[] {
  const there = (['accessKeyId', 'secretAccessKey', 'sessionToken'] as const).filter(
    (field) => parts[field] !== undefined,
  )
  const beside = (['expiration', 'region'] as const).filter(
    (field) => first(assignments, field) !== undefined,
  )
  return [...there, ...beside]
}

function first(assignments: readonly Assignment[], wanted: PastedField): string | undefined {
  return assignments.find(({ field }) => field === wanted)?.value
}

function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT?[\d:.]+/.test(text)) return undefined
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

function regionOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z]{2}(?:-[a-z]{1,20}){1,2}-\d{1,2}$/.test(text) ? text : undefined
}
