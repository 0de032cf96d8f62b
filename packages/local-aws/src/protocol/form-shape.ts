/** The fields of a form by the parts of their names: `Tags.member.1.Key` is in `Tags`, `member`, `1` and `Key`. */
export interface FormNode {
  text: string | undefined
  readonly parts: Map<string, FormNode>
}

const mostParts = 16

export function formTree(fields: ReadonlyMap<string, string>): FormNode {
  const root: FormNode = { text: undefined, parts: new Map() }
  for (const [name, value] of fields) {
    let node = root
    for (const part of name.split('.', mostParts)) {
      const next = node.parts.get(part) ?? { text: undefined, parts: new Map() }
      node.parts.set(part, next)
      node = next
    }
    node.text ??= value
  }
  return root
}

/** What is numbered, in the order of the numbers. */
export function numbered(node: FormNode | undefined): readonly FormNode[] {
  if (node === undefined) return []
  return [...node.parts]
    .filter(([number]) => /^\d{1,6}$/.test(number))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item)
}
