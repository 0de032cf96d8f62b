/** One call that takes something away. */
export interface Deletion {
  readonly words: string
  /** It gives something back that was there before. */
  readonly restores?: boolean
  /** Tells whether there was anything to delete. */
  readonly run: () => Promise<boolean>
}
