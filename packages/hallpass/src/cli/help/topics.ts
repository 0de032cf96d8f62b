/** What `hallpass help TOPIC` explains besides commands, and what each is about. */
export const topics = {
  environment: 'the variables that are read',
  'exit-codes': 'what the exit code says',
  files: 'the files that are read and written',
} as const

/** One of {@link topics}. */
export type Topic = keyof typeof topics

/** Whether a word names a topic. */
export function isTopic(word: string | undefined): word is Topic {
  return word !== undefined && Object.hasOwn(topics, word)
}
