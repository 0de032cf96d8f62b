import { hardLinkedFile } from '../../profile/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** Called before the credentials file is changed, it returns what warns afterwards, once, that other names of it stay behind. */
export function splitWarning({ env, output }: Pick<CommandContext, 'env' | 'output'>): () => void {
  let before = hardLinkedFile({ env })
  return () => {
    if (before === undefined || hardLinkedFile({ env }) !== undefined) return
    const { file, names } = before
    before = undefined
    const others = names === 2 ? 'another name' : `${names - 1} other names`
    output.warning(
      `${file} had ${others} (a hard link), which keeps the old content from now on`,
      'link it again with ln -f, or better with a symbolic link (ln -sf), which hallpass follows',
    )
  }
}
