import { phrase } from '../phrase/index.ts'

/** A state of a workshop or of somebody in it. */
export const states: Readonly<Record<string, string>> = {
  draft: 'draft',
  open: 'open',
  disabled: 'disabled',
  archived: 'archived',
  active: 'active',
  pending: 'pending',
  suspended: 'paused',
  revoked: 'revoked',
  ended: 'ended',
}

/** How long something lasts still. `{…}` is filled in by the page, and by its script as time goes on. */
export const times = {
  span: <Part>(from: Part, until: Part, zone: string) => phrase<Part | string>`${from} to ${until} (${zone})`,
  over: 'over',
  days: '{days} days',
  hours: '{hours} h {minutes} min',
  minutes: '{minutes} min',
  soon: 'Less than {minutes} minutes',
}
