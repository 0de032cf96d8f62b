/** How a package is divided: its rooms are the folders of `src`, and `.` is the top of `src`. */
export interface Rooms {
  /** Which rooms each may import, types included; a room may always import itself. */
  readonly arrows: Readonly<Record<string, readonly string[]>>
  /** Rooms whose files may be imported one by one; every other room is entered by its `index.ts`. */
  readonly open: readonly string[]
}
