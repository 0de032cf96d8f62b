import type { Chapter } from '../stage/stage.ts'
import { end } from './end.ts'
import { issue } from './issue.ts'
import { openLink } from './open-link.ts'
import { prepare } from './prepare.ts'
import { useKeys } from './use-keys.ts'

/** The story; what stays up for the reader ends before {@link lastChapter}. */
export const chapters: readonly Chapter[] = [prepare, issue, useKeys, openLink]
export const lastChapter: Chapter = end
export { endCommands } from './end.ts'
