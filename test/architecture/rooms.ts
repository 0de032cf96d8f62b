/**
 * How a package is divided: its rooms are the folders of `src`, `.` is the top of `src`, and
 * its `index.ts`, the public surface, is a room of its own where the arrows name it.
 */
export interface Rooms {
  /** Which rooms each may import, types included; a room may always import itself. */
  readonly arrows: Readonly<Record<string, readonly string[]>>
  /** Rooms whose files may be imported one by one; every other room is entered by its `index.ts`. */
  readonly open: readonly string[]
  /** Whether folders inside of rooms are entered by their `index.ts` too. */
  readonly innerDoors: boolean
}
