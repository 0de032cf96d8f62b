/**
 * A sentence with parts that a page marks up: `phrase\`Type ${code} there\``. The language decides where in it the
 * parts stand, the page what they look like.
 */
export function phrase<Part>(words: TemplateStringsArray, ...parts: readonly Part[]): (string | Part)[] {
  return words.flatMap((text, index) => {
    const part = parts[index]
    return part === undefined ? [text] : [text, part]
  })
}
