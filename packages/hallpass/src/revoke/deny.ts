import { HallpassError } from '../base/index.ts'
import { covers, type Denial } from './denial.ts'
import type { DenialPolicy } from './deny-document.ts'
import { mergerWithin, neededOf, sizeOf, type Merger, type Page } from './pages.ts'
import { nextPolicyName } from './policy-name.ts'
import type { RolePolicies } from './role-policies.ts'
import { maxAttempts, pause, tooBusy, type Writing } from './writing.ts'

const maxReadings = 12

/**
 * Sees to it that a role's policies hold these denials: written together, in a page of its own name with what fits
 * of the other pages, and read back. Where not all of them have room, even after everything that can be packed was
 * packed, the first of them are written. A denial of one name leaves room for a denial of everyone.
 *
 * @returns those of them that were seen to stand, and no other
 * @throws HallpassError `PolicyNotOwned`; `AwsUnavailable` when what was written does not show; what IAM refuses
 */
export async function deny(
  role: RolePolicies,
  denials: readonly Denial[],
  writing: Writing,
): Promise<readonly Denial[]> {
  let refusals = 0
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const state = await clear(role, writing)
    const open = denials.filter((denial) => !isDenied(state.pages, denial))
    if (open.length === 0) return denials
    // Another one who writes at once takes room that was free when we looked: then ask for as little as can be.
    const pages = refusals === 0 ? state.pages : []
    const whole = mergerWithin(policyOf(open), pages, state.room)
    let outcome: Outcome
    if (whole) {
      outcome = await replace(role, whole, state.pages, writing)
      if (outcome === 'done') return denials
    } else {
      outcome = await pack(role, state, writing, true)
      if (outcome === 'nothing to do') {
        const some = firstWithin(open, state.room)
        if (some.length === 0) return denials.filter((denial) => !open.includes(denial))
        outcome = await replace(role, { ...policyOf(some), replaces: [] }, state.pages, writing)
      }
    }
    if (outcome === 'no room') await pause(++refusals, writing)
  }
  throw tooBusy(role, 'nothing was lost, and this revocation was not written: run it again')
}

/** Packs a role's pages as far as they can be, and deletes those that nothing needs. Returns what is left. */
export async function tidy(role: RolePolicies, writing: Writing): Promise<readonly Page[]> {
  for (let attempt = 1; ; attempt++) {
    const state = await clear(role, writing)
    const outcome = attempt < maxAttempts ? await pack(role, state, writing, false) : 'nothing to do'
    if (outcome === 'nothing to do') return state.pages
    if (outcome === 'no room') await pause(attempt, writing)
  }
}

type Outcome = 'done' | 'nothing to do' | 'no room'

interface State {
  /** Our pages, each with what is needed of it. */
  readonly pages: readonly Page[]
  /** Those of them that hold more denials than that. */
  readonly loose: readonly Page[]
  /** Characters that are free. */
  readonly room: number
}

/** Deletes the pages that nothing needs, and tells what is there besides. */
async function clear(role: RolePolicies, { now }: Writing): Promise<State> {
  const { pages: written, room: roomBefore } = await role.read()
  const pages: Page[] = []
  const loose: Page[] = []
  let room = roomBefore
  for (const [index, page] of neededOf(written, now).entries()) {
    const before = written[index] ?? page
    if (page.denials.length === 0) {
      await role.remove(page.name)
      room += sizeOf(before)
      continue
    }
    pages.push(page)
    if (page.denials.length < before.denials.length) loose.push(page)
  }
  return { pages, loose, room }
}

/** Makes room by one step: takes out what is not needed, makes one page of several, or takes what is spare. */
async function pack(
  role: RolePolicies,
  { pages, loose, room }: State,
  writing: Writing,
  takesSpare: boolean,
): Promise<Outcome> {
  for (const page of loose) await role.put(page.name, page)
  if (loose.length > 0) return 'done'
  const merger = mergerWithin({ denials: [], spare: false }, pages, room)
  if (merger && merger.replaces.length > 1) return replace(role, merger, pages, writing)
  const spare = takesSpare ? pages.filter((page) => page.spare) : []
  for (const page of spare) await role.put(page.name, { ...page, spare: false })
  return spare.length > 0 ? 'done' : 'nothing to do'
}

/** Writes a page, sees it, and then deletes those that it stands for. */
async function replace(
  role: RolePolicies,
  merger: Merger,
  pages: readonly Page[],
  writing: Writing,
): Promise<Outcome> {
  const name = nextPolicyName(
    pages.map((page) => page.name),
    writing.randomBytes(8),
  )
  if (!(await role.put(name, merger))) return 'no room'
  await confirm(role, name, merger.denials, writing)
  for (const page of merger.replaces) await role.remove(page.name)
  return 'done'
}

/** Reads back until every denial is seen: in the page that was written, or where others have put it since. */
async function confirm(
  role: RolePolicies,
  name: string,
  denials: readonly Denial[],
  writing: Writing,
): Promise<void> {
  for (let attempt = 1; attempt <= maxReadings; attempt++) {
    const own = await role.get(name)
    const pages = own ? [{ name, ...own }] : (await role.read()).pages
    if (denials.every((denial) => isDenied(pages, denial))) return
    await pause(attempt, writing)
  }
  throw new HallpassError(
    'AwsUnavailable',
    `the revocation was written to role ${role.role.roleName}, and IAM does not show it yet`,
    { hint: 'it mostly takes effect all the same; run it again to be sure' },
  )
}

function policyOf(denials: readonly Denial[]): DenialPolicy {
  return { denials, spare: denials.some(({ userId }) => userId !== undefined) }
}

/** As many of the denials, from the first on, as one page in this room holds. */
function firstWithin(denials: readonly Denial[], room: number): readonly Denial[] {
  let fitting = 0
  let tooMany = denials.length + 1
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2)
    if (sizeOf(policyOf(denials.slice(0, middle))) <= room) fitting = middle
    else tooMany = middle
  }
  return denials.slice(0, fitting)
}

function isDenied(pages: readonly Page[], denial: Denial): boolean {
  return pages.some((page) => page.denials.some((other) => covers(other, denial)))
}
