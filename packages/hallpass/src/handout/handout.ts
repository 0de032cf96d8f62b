import type { FormatInput } from '../format/index.ts'

/** What a person is handed out. Secret. */
export interface Handout {
  readonly sessionName: string
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly group?: string | undefined
  readonly roleArn: string
  readonly keys: FormatInput
  readonly link?: HandoutLink | undefined
  /** The place for their files, theirs alone. */
  readonly place?: string | undefined
}

/** A link into the console. Secret. */
export interface HandoutLink {
  readonly url: string
  /** Until when it has to be opened. */
  readonly openUntil: Date
  /** Until when the console lasts that it opens. */
  readonly consoleUntil: Date | undefined
}

/** How moments are written. */
export interface HandoutOptions {
  /** The time zone whose time stands beside UTC, as `Europe/Zurich`. Default: none. */
  readonly timeZone?: string | undefined
}

/** What a person is called. */
export function calledBy({ name, sessionName }: Handout): string {
  return name ?? sessionName
}

/** The account and the role's name in an ARN. */
export function roleOf({ roleArn }: Handout): { readonly account: string; readonly role: string } {
  return { account: roleArn.split(':')[4] ?? '', role: roleArn.split('/').at(-1) ?? roleArn }
}
