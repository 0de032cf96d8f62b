import { covers, hasLapsed, mergeDenials, type Denial } from './denial.ts'
import { renderPolicy, type DenialPolicy } from './deny-document.ts'

/** One of our inline policies on the role. */
export interface Page extends DenialPolicy {
  readonly name: string
}

/** Characters that all inline policies of a role may have together. Source: "IAM and AWS STS quotas". */
export const roleRoom = 10_240

/**
 * What is left of each page after everything has been taken out that need not be there: what has lapsed, and
 * what stands in another page. Pages with nothing left may be deleted, and the others written over, by any
 * number of writers at once: see {@link isElsewhere} and docs/revoke.md for why nothing is lost.
 */
export function neededOf(pages: readonly Page[], now: Date): Page[] {
  return pages.map((page) => ({
    ...page,
    denials: page.denials.filter(
      (denial, index) =>
        !hasLapsed(denial, now) &&
        !page.denials.some((other, place) => stronger(other, denial, place < index)) &&
        !isElsewhere(denial, page, pages),
    ),
  }))
}

/**
 * Whether a later page has the denial, or one that covers it. Only ever a later one: every writer decides alike, so
 * no two can rely on each other and both take it out; and an earlier page that was read too late, of which somebody
 * has lifted the denial since, takes nothing from the one in which it was written anew.
 */
function isElsewhere(denial: Denial, page: Page, pages: readonly Page[]): boolean {
  return pages.some(
    (other) => other.name > page.name && other.denials.some((candidate) => covers(candidate, denial)),
  )
}

function stronger(candidate: Denial, denial: Denial, comesFirst: boolean): boolean {
  return covers(candidate, denial) && (comesFirst || !covers(denial, candidate))
}

/** A page that could be written, and the pages that it would stand for. */
export interface Merger extends DenialPolicy {
  readonly replaces: readonly Page[]
}

/**
 * The denials in one page together with as many of the role's pages as fit into the room, the smallest first:
 * a page is copied before it is deleted, so there has to be room for both. `undefined` when the denials do
 * not fit even alone.
 */
export function mergerWithin(
  { denials, spare }: DenialPolicy,
  pages: readonly Page[],
  room: number,
): Merger | undefined {
  let merger: Merger = { denials, spare, replaces: [] }
  if (sizeOf(merger) > room) return undefined
  for (const page of pages.toSorted((one, other) => sizeOf(one) - sizeOf(other))) {
    const merged = {
      denials: mergeDenials(merger.denials, page.denials),
      spare,
      replaces: [...merger.replaces, page],
    }
    if (sizeOf(merged) > room) break
    merger = merged
  }
  return merger
}

/** What a policy takes of the room, in characters; without denials, nothing. */
export function sizeOf(policy: DenialPolicy): number {
  return policy.denials.length === 0 ? 0 : renderPolicy(policy).length
}
