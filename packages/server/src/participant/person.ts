/** Who somebody is, as far as we are told. */
export interface Person {
  /** As people call them; a pseudonym is made for those who have none. 1 to 200 characters. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  /** A platform's own id for them. */
  readonly externalId?: string | undefined
}
