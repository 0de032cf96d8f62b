/**
 * A directory in which everything is kept: a journal of what changed, noticed by those who change nothing else, and
 * the bytes of objects in files.
 *
 * @module
 */
export { type DataDirectory, longestInJournal, openDataDirectory } from './data-directory.ts'
export type { Keeping } from './keep.ts'
export { observe, type Observed } from './observe.ts'
