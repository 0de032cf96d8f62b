import { allRoles, type References, type SetupModel } from '../model/model.ts'

/**
 * What stands in a document for something that is only known inside an account, until a rendering puts an
 * expression of its own language there.
 */
export type Reference =
  | { readonly kind: 'account' }
  | { readonly kind: 'partition' }
  | { readonly kind: 'user-arn' }
  | { readonly kind: 'provider-arn' }
  | { readonly kind: 'role-arn'; readonly role: string }

/** A text, taken apart: what is to be written as it is, and what an expression goes in for. */
export type TextPart = string | Reference

// No policy can hold this character, so nothing in a document of the user's own is taken for a mark.
const mark = '\u{1}'
const form = new RegExp(`${mark}([a-z-]+):([^${mark}]*)${mark}`, 'u')

/** References that leave marks in a document, which `textParts` finds again. */
export const markedReferences: References = {
  account: `${mark}account:${mark}`,
  partition: `${mark}partition:${mark}`,
  userArn: `${mark}user-arn:${mark}`,
  providerArn: `${mark}provider-arn:${mark}`,
  roleArn: (role) => `${mark}role-arn:${role}${mark}`,
}

/** Takes a text of a document made with `markedReferences` apart. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let rest = text
  for (let match = form.exec(rest); match; match = form.exec(rest)) {
    if (match.index > 0) parts.push(rest.slice(0, match.index))
    parts.push(referenceOf(match[1] ?? '', match[2] ?? ''))
    rest = rest.slice(match.index + match[0].length)
  }
  if (rest !== '' || parts.length === 0) parts.push(rest)
  return parts
}

function referenceOf(kind: string, role: string): Reference {
  switch (kind) {
    case 'account':
    case 'partition':
    case 'user-arn':
    case 'provider-arn':
      return { kind }
    default:
      return { kind: 'role-arn', role }
  }
}

/** A document with marks as JSON, the marks as they are. */
export function markedJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replaceAll(String.raw`\u0001`, mark)
}

/** Every document of a set-up, with marks: the trusts and the inline policies. */
export function markedDocuments(model: SetupModel): readonly unknown[] {
  const { user } = model
  return [
    ...(user ? [user.policy.document(markedReferences)] : []),
    ...allRoles(model).flatMap(({ trust, inlinePolicies }) => [
      trust(markedReferences),
      ...inlinePolicies.map(({ document }) => document(markedReferences)),
    ]),
  ]
}

/** Which references a set-up's documents use. */
export function usedReferences(model: SetupModel): ReadonlySet<Reference['kind']> {
  return new Set(
    textParts(markedJson(markedDocuments(model)))
      .filter((part) => typeof part !== 'string')
      .map(({ kind }) => kind),
  )
}
