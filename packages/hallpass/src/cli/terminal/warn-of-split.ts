import { hardLinkedFiles } from '../../profile/index.ts'
import type { CommandContext } from './context.ts'

/**
 * Called before the shared credentials or config file, or one of `others`, is changed, it returns what warns afterwards,
 * once for each, that other names of it stay behind.
 */
export function splitWarning(
  { env, output }: Pick<CommandContext, 'env' | 'output'>,
  others: readonly string[] = [],
): () => void {
  let before = hardLinkedFiles({ env, others })
  return () => {
    if (before.length === 0) return
    const still = new Set(hardLinkedFiles({ env, others }).map(({ file }) => file))
    const split = before.filter(({ file }) => !still.has(file))
    before = before.filter(({ file }) => still.has(file))
    for (const { file, names } of split) {
      output.warning(
        `${file} had ${names === 2 ? 'another name' : `${names - 1} other names`} (a hard link), which keeps the old content from now on`,
        'link it again with ln -f, or better with a symbolic link (ln -sf), which hallpass follows',
      )
    }
  }
}
