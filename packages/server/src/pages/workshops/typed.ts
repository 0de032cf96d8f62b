/** What was typed, by the field's name. */
export type Typed = Readonly<Record<string, string>>
