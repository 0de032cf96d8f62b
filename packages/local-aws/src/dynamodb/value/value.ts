/** The value of an attribute. Numbers are as `formatDecimal` writes them, bytes base64. */
export type Value =
  | { readonly type: 'S' | 'N' | 'B'; readonly value: string }
  | { readonly type: 'SS' | 'NS' | 'BS'; readonly value: readonly string[] }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL'; readonly value: true }
  | { readonly type: 'L'; readonly value: readonly Value[] }
  | { readonly type: 'M'; readonly value: Item }

export type ValueType = Value['type']

/** Attributes by name. */
export type Item = ReadonlyMap<string, Value>

/** What AWS's refusals call types by. */
export const typeNames: Readonly<Record<ValueType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
}

export function isValueType(name: string): name is ValueType {
  return Object.hasOwn(typeNames, name)
}

/** Whether two values are the same; the members of sets have no order. */
export function isEqual(a: Value, b: Value): boolean {
  switch (a.type) {
    case 'SS':
    case 'NS':
    case 'BS': {
      if (b.type !== a.type || a.value.length !== b.value.length) return false
      const members = new Set(b.value)
      return a.value.every((member) => members.has(member))
    }
    case 'L':
      return (
        b.type === 'L' &&
        a.value.length === b.value.length &&
        a.value.every((one, index) => {
          const other = b.value[index]
          return other !== undefined && isEqual(one, other)
        })
      )
    case 'M':
      return (
        b.type === 'M' &&
        a.value.size === b.value.size &&
        [...a.value].every(([name, one]) => {
          const other = b.value.get(name)
          return other !== undefined && isEqual(one, other)
        })
      )
    default:
      return a.type === b.type && a.value === b.value
  }
}
