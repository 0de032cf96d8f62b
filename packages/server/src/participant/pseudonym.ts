import type { RandomBytes } from '../base/index.ts'
import { firstWords, secondWords } from './words.ts'

/** A name for whoever does not want to give one: two words, `Amber Heron`. There are over 10,000. */
export function newPseudonym(randomBytes: RandomBytes): string {
  const pick = (words: readonly string[]): string =>
    words[randomBytes(4).readUInt32BE() % words.length] ?? 'amber'
  return [pick(firstWords), pick(secondWords)]
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ')
}
