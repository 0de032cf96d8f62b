/** Something in a seed that cannot be made. Its message begins with the place, e.g. `seed.users.anna.groups[0]`. */
export class SeedError extends TypeError {
  /** As a JSON path from the root of the seed, e.g. `.users["an na"].groups[0]`. */
  readonly place: string
  readonly problem: string

  constructor(place: string, problem: string, options?: ErrorOptions) {
    super(`seed${place}: ${problem}`, options)
    this.name = 'SeedError'
    this.place = place
    this.problem = problem
  }
}

/** The path of a member: `.users`, or `["an na"]` where the name is no word. */
export function step(name: string | number): string {
  if (typeof name === 'number') return `[${name}]`
  return /^[A-Za-z_$][\w$-]*$/.test(name) ? `.${name}` : `[${shown(name)}]`
}

/** A value in a message, cut where it is long. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
