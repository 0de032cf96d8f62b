import type { Refusal } from './refusal.ts'

/** Reads a body as it comes in. Nothing of it may be believed before `end` has answered with trailers. */
export interface PayloadReader {
  /** The bytes of the content among those that came. */
  readonly take: (bytes: Uint8Array) => readonly Uint8Array[] | Refusal
  /** Trailing headers, by lower-case name, once all of the body was verified. */
  readonly end: () => ReadonlyMap<string, string> | Refusal
}
