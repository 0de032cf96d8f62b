/** A row of the room, as the page shows it and the live script puts it there. */
export interface RoomRow {
  /** The participant's id. */
  readonly id: string
  /** The id of the lease that is theirs now. */
  readonly lease: string
  readonly name: string
  readonly state: string
  /** The state, as it is called. */
  readonly says: string
  readonly firstSeen: string
  readonly lastKey: string
  readonly console: string
  readonly left: string
  /** When it ends by itself, in seconds; of a lease that can end. */
  readonly ends: number | undefined
}
