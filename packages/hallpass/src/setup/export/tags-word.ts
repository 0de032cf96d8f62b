import { posixWord } from '../../format/index.ts'
import type { SetupTags } from '../model/model.ts'

/**
 * Tags as one word of a shell command. As JSON: the short form of the CLI has its own meaning for commas and equals
 * signs.
 */
export function tagsWord(tags: SetupTags): string {
  return posixWord(JSON.stringify(tags.map(({ key, value }) => ({ Key: key, Value: value }))))
}
