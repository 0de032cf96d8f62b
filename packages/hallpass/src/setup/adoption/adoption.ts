import type { PolicyDocument } from '../../iam/index.ts'

/**
 * What a user or a role of somebody else's was before a set-up took it over, as far as the set-up changed it.
 * Kept in tags of the thing itself, so that whoever takes the set-up away, on whatever machine, can give it back.
 */
export interface Adoption {
  readonly trust?: PolicyDocument
  /** With `description`: IAM sets the two in one call. */
  readonly maxSessionDurationSeconds?: number
  readonly description?: string
  /** `null`: it had none. */
  readonly permissionsBoundaryArn?: string | null
  /** Inline policies by name; `null`: there was none of that name. */
  readonly policies: Readonly<Record<string, PolicyDocument | null>>
  /** Managed policies that were not attached, and are now. */
  readonly attached: readonly string[]
  /** Values of tags by key; `null`: there was no such tag. */
  readonly tags: Readonly<Record<string, string | null>>
  /** Access keys that the user had: whoever made them has them. */
  readonly keys: readonly string[]
}

export const emptyAdoption: Adoption = { policies: {}, attached: [], tags: {}, keys: [] }
