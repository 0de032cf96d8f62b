/** What a chat program, a mail or a terminal did to a text on its way. */
export type Mending = 'curly-quotes' | 'odd-spaces' | 'broken-lines' | 'markup'

/** A text as it was before, and what had been done to it. */
export interface CleanText {
  readonly text: string
  readonly mended: ReadonlySet<Mending>
}

/** Takes back what programs do to a text that they carry: quotes made curly, spaces that are none, colours, entities. */
export function cleanText(given: string): CleanText {
  const mended = new Set<Mending>()
  const swap = (text: string, from: RegExp, to: string, what: Mending): string => {
    const next = text.replaceAll(from, to)
    if (next !== text) mended.add(what)
    return next
  }
  let text = given.replaceAll(/\r\n?/g, '\n')
  // Colours of a terminal.
  // oxlint-disable-next-line no-control-regex -- escapes are what is looked for
  text = swap(text, /\u001B\[[0-9;]{0,20}[A-Za-z]/g, '', 'markup')
  text = swap(text, /&quot;|&#34;|&#x22;/gi, '"', 'markup')
  text = swap(text, /&amp;/gi, '&', 'markup')
  text = swap(text, /[\u201C\u201D\u201E\u201F\u00AB\u00BB\uFF02]/g, '"', 'curly-quotes')
  text = swap(text, /[\u2018\u2019\u201A\u201B\u2039\u203A\uFF07]/g, "'", 'curly-quotes')
  text = swap(text, /[\u200B-\u200D\u2060\uFEFF\u00AD]/g, '', 'odd-spaces')
  text = swap(text, /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ', 'odd-spaces')
  text = swap(text, /\uFF1D/g, '=', 'odd-spaces')
  return { text, mended }
}
