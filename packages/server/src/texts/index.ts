import { en } from './en/index.ts'

/**
 * Every word that a page says, by page. Another language is a folder beside `en` whose object has the type
 * {@link Texts}.
 */
export type Texts = typeof en

/** The words of the pages. */
export const texts: Texts = en
