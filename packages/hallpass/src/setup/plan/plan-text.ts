import type { PlannedChange, SetupPlan } from './plan.ts'

/**
 * A plan in words: each change, below it old and new line by line, then what is in the way and what is left to a
 * person.
 */
export function planText({ account, changes, conflicts, left }: SetupPlan): string {
  const lines = [
    changes.length === 0 ? `account ${account}: nothing to change` : `account ${account}:`,
    ...changesText(changes),
    ...conflicts.map(({ words }) => `in the way: ${words}`),
    ...left.map(({ words }) => `left to you: ${words}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Changes in words, each with its lines. */
export function changesText(changes: readonly PlannedChange[]): readonly string[] {
  return changes.flatMap(({ words, effect, lines }) => [
    words.startsWith('adopt ') && effect === 'adopt'
      ? `${words}: it is there already, what it was is noted in its tags, and destroy gives it back`
      : words,
    ...lines.map((line) => `  ${line}`),
  ])
}
