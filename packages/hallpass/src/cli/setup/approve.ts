import { HallpassError } from '../../base/index.ts'
import { changesText, type SetupPlan } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * Shows what `apply` changes of what exists, and asks on a terminal. Without one, what was there before and is
 * adopted is still shown: nobody's role is changed without a word.
 *
 * @throws HallpassError `Aborted` when the answer is no
 */
export async function approveChanges(
  { output, ask }: CommandContext,
  { account, changes }: SetupPlan,
  yes: boolean,
): Promise<void> {
  const asks = ask !== undefined && !yes
  const shown = changes.filter(({ effect }) => effect === 'adopt' || (asks && effect === 'change'))
  for (const line of changesText(shown)) output.note(line)
  if (!asks) return
  const answer = await ask.choose(`change this in account ${account}?`, [
    { value: 'no', label: 'no, leave it as it is', hint: '' },
    { value: 'yes', label: 'yes', hint: '' },
  ])
  if (answer === 'yes') return
  throw new HallpassError('Aborted', 'stopped before anything was changed', {
    hint: '--yes asks nothing, --dry-run shows everything and changes nothing',
  })
}
