import { anyText } from '../policy/index.ts'
import { type Budget, type Glob, globCovers, globsMeet } from './globs.ts'

/** A pattern of an action or a resource. */
export interface Pattern {
  /** As the policy has it. */
  readonly text: string
  /** With variables filled in; what is not known of them is any text. */
  readonly glob: Glob
  /** Whether all of the variables are known. */
  readonly isExact: boolean
}

/** Patterns that all have to fit; none: anything does. */
export type Atom = readonly Pattern[]

/** What fits one of `any`, and none of `except`. */
export interface Patterns {
  readonly any: readonly Atom[]
  readonly except: readonly Pattern[]
}

/** Fits whatever there is. */
export const anythingAtAll: Patterns = { any: [[]], except: [] }

export function isAnything({ glob, isExact }: Pattern): boolean {
  return isExact && glob.length === 1 && glob[0] === anyText
}

/** Whether something may fit both. */
export function atomsMeet(a: Atom, b: Atom, budget: Budget): boolean {
  if (budget.left < 0) return true
  return a.every((one) => b.every((other) => globsMeet(one.glob, other.glob, budget)))
}

/** Whether it is certain that what fits `inner` fits `outer`. */
export function atomCovers(outer: Atom, inner: Atom, budget: Budget): boolean {
  return outer.every(
    (one) =>
      isAnything(one) || (one.isExact && inner.some((other) => globCovers(one.glob, other.glob, budget))),
  )
}

/** Whether it is certain that what fits an atom fits the patterns. */
export function patternsCover({ any, except }: Patterns, atom: Atom, budget: Budget): boolean {
  return (
    any.some((outer) => atomCovers(outer, atom, budget)) &&
    !except.some((one) => atomsMeet([one], atom, budget))
  )
}

/** Whether something that fits an atom may fit the patterns. */
export function patternsMeet({ any, except }: Patterns, atom: Atom, budget: Budget): boolean {
  return (
    !except.some((one) => atomCovers([one], atom, budget)) &&
    any.some((outer) => atomsMeet(outer, atom, budget))
  )
}

/** What fits both. `most`: how many atoms at most; `left` is told how many are left out. */
export function intersection(
  a: Patterns,
  b: Patterns,
  { budget, most, leftOut }: { readonly budget: Budget; readonly most: number; leftOut: () => void },
): Patterns {
  const except = [...new Map([...a.except, ...b.except].map((one) => [one.text, one])).values()]
  const any = new Map<string, Atom>()
  for (const one of a.any) {
    for (const other of b.any) {
      if (budget.left < 0 && any.size >= most) {
        leftOut()
        break
      }
      if (!atomsMeet(one, other, budget)) continue
      const atom = narrowest([...one, ...other], budget)
      if (except.some((each) => atomCovers([each], atom, budget))) continue
      if (any.size >= most) leftOut()
      else any.set(atom.map(({ text }) => text).join('\n'), atom)
    }
  }
  const atoms = [...any.values()]
  return { any: atoms, except: except.filter((one) => atoms.some((atom) => atomsMeet([one], atom, budget))) }
}

/** Of patterns that all have to fit, those that say it. */
function narrowest(atom: Atom, budget: Budget): Atom {
  const kept: Pattern[] = []
  for (const one of atom) {
    if (isAnything(one) || kept.some((other) => atomCovers([one], [other], budget))) continue
    const less = kept.filter((other) => !atomCovers([other], [one], budget))
    kept.splice(0, kept.length, ...less, one)
  }
  return kept
}
