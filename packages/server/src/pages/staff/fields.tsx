import { texts } from '../../texts/index.ts'

/** What of a member of staff is typed. */
export interface TypedStaff {
  readonly name: string
  readonly email: string | null
  readonly role: string
}

const words = texts.staff

/** The fields of a member of staff: in the form that adds one, and in the one that changes them. */
export function Fields({ typed }: { readonly typed: Partial<TypedStaff> }) {
  return (
    <div class="fields">
      <div>
        <label for="name">{words.name}</label>
        <input id="name" name="name" required maxlength={200} autocomplete="off" value={typed.name ?? ''} />
      </div>
      <div>
        <label for="email">
          {words.email}
          <span class="hint">{words.emailHint}</span>
        </label>
        <input
          id="email"
          name="email"
          type="email"
          maxlength={254}
          autocomplete="off"
          value={typed.email ?? ''}
        />
      </div>
      <div>
        <label for="role">{words.role}</label>
        <select id="role" name="role">
          <option value="instructor" selected={typed.role !== 'admin'}>
            {words.roles.instructor}
          </option>
          <option value="admin" selected={typed.role === 'admin'}>
            {words.roles.admin}
          </option>
        </select>
      </div>
    </div>
  )
}
