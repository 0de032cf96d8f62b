/**
 * A text that two patterns both match, where there is one: `*` stands for any characters, `?` for one. It is as plain as
 * can be: what either pattern leaves open is left out, or `x`.
 */
export function commonText(first: string, second: string): string | undefined {
  const known = new Map<number, string | undefined>()
  const width = second.length + 1
  const find = (i: number, j: number): string | undefined => {
    const key = i * width + j
    if (known.has(key)) return known.get(key)
    const found = search(i, j)
    known.set(key, found)
    return found
  }
  const search = (i: number, j: number): string | undefined => {
    const a = first[i]
    const b = second[j]
    if (a === undefined && b === undefined) return ''
    if (a === '*' || b === '*') {
      const none = a === '*' ? find(i + 1, j) : find(i, j + 1)
      if (none !== undefined) return none
      if (a === '*' && b === '*') return find(i, j + 1)
      const other = a === '*' ? b : a
      if (other === undefined) return undefined
      const rest = a === '*' ? find(i, j + 1) : find(i + 1, j)
      return rest === undefined ? undefined : `${literal(other)}${rest}`
    }
    if (a === undefined || b === undefined || (a !== b && a !== '?' && b !== '?')) return undefined
    const rest = find(i + 1, j + 1)
    return rest === undefined ? undefined : `${literal(a === '?' ? b : a)}${rest}`
  }
  return find(0, 0)
}

function literal(character: string): string {
  return character === '?' ? 'x' : character
}
