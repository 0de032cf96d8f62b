import { asciiLowerCase } from '../policy/index.ts'
import { type Budget, toGlob } from './globs.ts'
import type { Ability } from './abilities.ts'
import { type Atom, atomCovers, atomsMeet, type Pattern, patternsCover, patternsMeet } from './patterns.ts'
import { fixedPattern, type Rule, type Rules } from './rules.ts'

/** An action as a pattern that it alone fits. */
export function exactly(action: string): Pattern {
  return { text: action, glob: toGlob([asciiLowerCase(action)]), isExact: true }
}

/** The actions of an ability that a rule is about. */
export function actionsOfRule({ actions }: Rule, ability: Ability, budget: Budget): readonly string[] {
  return ability.actions.filter((action) => patternsMeet(actions, [exactly(action)], budget))
}

/** The resources of a rule that an ability can be about. */
export function placesOfRule({ resources }: Rule, ability: Ability, budget: Budget): readonly Atom[] {
  const shapes = shapesOf(ability, '*').filter(
    (shape) => !resources.except.some((one) => atomCovers([one], [shape], budget)),
  )
  const isBucket = ability.kind === 'bucket'
  return resources.any.filter(
    (atom) =>
      !(isBucket && atom.some(({ glob }) => glob.includes('/'))) &&
      shapes.some((shape) => atomsMeet([shape], atom, budget)),
  )
}

/** Whether the rules allow any of an ability. */
export function isPossible(ability: Ability, { allowed, denied }: Rules, budget: Budget): boolean {
  const always = denied.filter(({ conditions }) => conditions.length === 0)
  return allowed.some((rule) => {
    const places = placesOfRule(rule, ability, budget)
    return actionsOfRule(rule, ability, budget).some((action) =>
      places.some(
        (place) =>
          !always.some(
            (deny) =>
              patternsCover(deny.actions, [exactly(action)], budget) &&
              patternsCover(deny.resources, place, budget),
          ),
      ),
    )
  })
}

/** What the resources of an ability look like; that of an action without a resource is `*` itself. */
export function shapesOf({ kind, service }: Ability, partition: string): readonly Pattern[] {
  if (kind === 'account') return [exactly('*')]
  if (kind === 'bucket') return [fixedPattern(`arn:${partition}:s3:::*`)]
  if (kind === 'object') return [fixedPattern(`arn:${partition}:s3:::*/*`)]
  return (owners[service] ?? [service]).map((owner) => fixedPattern(`arn:${partition}:${owner}:*:*:*`))
}

/** Services whose actions are about resources of others. */
const owners: Readonly<Record<string, readonly string[]>> = {
  sts: ['iam', 'sts'],
  // Commands are run on machines.
  ssm: ['ssm', 'ec2'],
}
