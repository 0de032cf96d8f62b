import { isRecord } from '../base/index.ts'

/** Whose keys are in a file, and what is to be known to use them and to make console links from them. No secret. */
export interface KeysAbout {
  /** As in the list. */
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly group?: string | undefined
  /** Where the keys are good. */
  readonly region?: string | undefined
  /** Where every service is called, if not at AWS's own endpoints. */
  readonly endpointUrl?: string | undefined
  /** Whether they were made with an IAM user's own key: what a console link may ask for depends on it. */
  readonly longTerm?: boolean | undefined
  /** How long they were asked to last, where that was said. */
  readonly durationSeconds?: number | undefined
  /** Where the session may put its files, where it is one of those with a place of their own. */
  readonly place?: string | undefined
}

/** What a line of a journal says of keys: that alone which makes sense. */
export function readKeysAbout(value: unknown): KeysAbout | undefined {
  if (!isRecord(value)) return undefined
  const text = (key: keyof KeysAbout): string | undefined =>
    typeof value[key] === 'string' ? value[key] : undefined
  const { longTerm, durationSeconds } = value
  return {
    name: text('name'),
    email: text('email'),
    group: text('group'),
    region: text('region'),
    endpointUrl: text('endpointUrl'),
    longTerm: typeof longTerm === 'boolean' ? longTerm : undefined,
    durationSeconds: typeof durationSeconds === 'number' ? durationSeconds : undefined,
    place: text('place'),
  }
}
