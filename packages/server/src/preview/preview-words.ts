import { inWords, sentenceText } from '@hallpass/local-aws/abilities'
import { texts } from '../texts/index.ts'
import type { Preview } from './preview-permissions.ts'

/** A preview, to be read. */
export interface PreviewWords {
  /** Each is read after “may”. */
  readonly may: readonly string[]
  /** What is taken from it again, with its conditions. */
  readonly butNot: readonly string[]
  /** Each is read after “may not”. */
  readonly mayNot: readonly string[]
  /** Each is read after “it”. */
  readonly warnings: readonly string[]
}

/** Puts a preview into words, and what of it has none. */
export function previewWords(preview: Preview): PreviewWords & { readonly notes: readonly string[] } {
  const { may, butNot, mayNot, notes } = inWords(preview, preview.facts)
  return {
    may: may.map(sentenceText),
    butNot: butNot.map(sentenceText),
    mayNot,
    warnings: preview.warnings.map((code) => texts.preview.warnings[code]),
    notes,
  }
}
