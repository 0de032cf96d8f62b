import { HallpassError } from 'hallpass'
import { isName } from '../base/index.ts'
import type { StaffRow } from '../store/index.ts'

export type StaffRole = StaffRow['role']

/** What a member of staff is made from. */
export interface StaffInput {
  /** 1 to 200 characters. */
  readonly name: string
  /** Theirs alone. Needed for a first sign-in by OpenID Connect that finds this entry. */
  readonly email?: string | null | undefined
  readonly role: StaffRole
}

/**
 * The same, tidied up.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkStaff({
  name,
  email,
  role,
}: StaffInput): StaffInput & { readonly email: string | null } {
  return { name: checkName(name.trim()), email: checkEmail(email?.trim() ?? ''), role }
}

function checkName(name: string): string {
  if (isName(name, 200)) return name
  throw new HallpassError('InvalidInput', 'a name has 1 to 200 characters, on one line', {
    facts: { name: 'name' },
  })
}

function checkEmail(email: string): string | null {
  if (email === '') return null
  // oxlint-disable-next-line no-control-regex -- these are the characters that are meant
  if (email.length <= 254 && /^[^\s@\u0000-\u001f\u007f]+@[^\s@\u0000-\u001f\u007f]+$/.test(email))
    return email
  throw new HallpassError('InvalidInput', 'that is no e-mail address', {
    hint: 'for example ina@example.com, or leave it out',
    facts: { name: 'email' },
  })
}
