/**
 * The name of a member that a JSON object has twice. `JSON.parse` keeps the last one, and IAM refuses the document:
 * it would say something else than what a reader of it sees.
 *
 * @param text - JSON that `JSON.parse` takes
 */
export function repeatedMember(text: string): string | undefined {
  const open: Array<Set<string> | undefined> = []
  for (const [token, string, after] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (string === undefined) open.pop()
    else if (after !== undefined) {
      const name = String(JSON.parse(string))
      const names = open.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
  }
  return undefined
}
