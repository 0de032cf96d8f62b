import { HallpassError } from '../base/index.ts'

/** An element of an answer: its children in order, and the text that stands directly in it. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[]
  text: string
}

const maxLength = 4_194_304
const maxDepth = 64
const maxElements = 50_000

const nameSyntax = String.raw`[A-Za-z_][\w.:-]*`
const startTag = new RegExp(
  String.raw`<(${nameSyntax})((?:\s+${nameSyntax}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`,
  'y',
)
const endTag = new RegExp(String.raw`</(${nameSyntax})\s*>`, 'y')
const declaration = /<\?xml\s[^?<>]*\?>/y
const reference = /&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/y
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const whiteSpaceOnly = /^[ \t\n]*$/

/**
 * Reads the XML of an AWS answer: elements, text, CDATA, the five entities and numeric references. Attributes
 * and comments are passed over. A document type, an entity of its own, a processing instruction, more than
 * 64 levels, 50,000 elements or 4 MiB are refused, so no answer can take more than time linear in its length.
 *
 * @throws HallpassError `ResponseInvalid` for everything else that is not such a document
 */
export function parseXml(source: string): XmlElement {
  if (source.length > maxLength) throw invalid(`is longer than ${maxLength} characters`)
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  return new XmlReader(text).document()
}

/** The first child of that name. */
export function child(element: XmlElement | undefined, childName: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === childName)
}

/** All children of that name, in order. */
export function children(element: XmlElement | undefined, childName: string): readonly XmlElement[] {
  return element?.children.filter((candidate) => candidate.name === childName) ?? []
}

/** The text of the first child of that name; `undefined` where there is no such child. */
export function childText(element: XmlElement | undefined, childName: string): string | undefined {
  return child(element, childName)?.text
}

class XmlReader {
  readonly #text: string
  #position = 0
  #elements = 0
  readonly #open: OpenElement[] = []
  #root: OpenElement | undefined

  constructor(text: string) {
    this.#text = text
  }

  document(): XmlElement {
    this.#match(declaration)
    while (this.#position < this.#text.length) {
      if (this.#text[this.#position] === '<') this.#markup()
      else this.#characters()
    }
    if (this.#open.length > 0) throw invalid('ends within an element')
    if (!this.#root) throw invalid('holds no element')
    return this.#root
  }

  #markup(): void {
    if (this.#text.startsWith('<!--', this.#position)) this.#comment()
    else if (this.#text.startsWith('<![CDATA[', this.#position)) this.#characterData()
    else if (this.#text.startsWith('</', this.#position)) this.#close()
    else this.#start()
  }

  #start(): void {
    const [, tag = '', , slash] = this.#match(startTag) ?? this.#unexpected()
    if (this.#root && this.#open.length === 0) throw invalid('holds more than one document')
    if (++this.#elements > maxElements) throw invalid(`holds more than ${maxElements} elements`)
    if (this.#open.length >= maxDepth) throw invalid(`is nested more than ${maxDepth} levels deep`)
    const element: OpenElement = { name: tag, children: [], text: '' }
    this.#open.at(-1)?.children.push(element)
    this.#root ??= element
    if (slash !== '/') this.#open.push(element)
  }

  #close(): void {
    const [, tag] = this.#match(endTag) ?? this.#unexpected()
    const element = this.#open.pop()
    if (!element || element.name !== tag) throw invalid('closes an element that is not open')
    // White space between elements is layout; in an element without children it is its value.
    if (element.children.length > 0 && whiteSpaceOnly.test(element.text)) element.text = ''
  }

  #comment(): void {
    const end = this.#text.indexOf('--', this.#position + 4)
    if (end < 0 || this.#text[end + 2] !== '>') throw invalid('holds a broken comment')
    this.#position = end + 3
  }

  #characterData(): void {
    const start = this.#position + 9
    const end = this.#text.indexOf(']]>', start)
    if (end < 0) throw invalid('ends within a CDATA section')
    this.#append(this.#text.slice(start, end))
    this.#position = end + 3
  }

  #characters(): void {
    const next = this.#text.indexOf('<', this.#position)
    const end = next < 0 ? this.#text.length : next
    const raw = this.#text.slice(this.#position, end)
    this.#position = end
    if (this.#open.length === 0 && whiteSpaceOnly.test(raw)) return
    this.#append(unescape(raw))
  }

  #append(text: string): void {
    const element = this.#open.at(-1)
    if (!element) throw invalid('holds text outside its element')
    for (let index = 0; index < text.length; index++) {
      if (!isCharacter(text.charCodeAt(index))) throw invalid('holds a control character')
    }
    element.text += text
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#text)
    if (!match) return undefined
    this.#position = pattern.lastIndex
    return match
  }

  #unexpected(): never {
    throw invalid(
      this.#text.startsWith('<!', this.#position) || this.#text.startsWith('<?', this.#position)
        ? 'holds a document type or an instruction'
        : 'holds a broken or unfinished tag',
    )
  }
}

function unescape(raw: string): string {
  if (raw.includes(']]>')) throw invalid('holds an unescaped ]]>')
  let from = raw.indexOf('&')
  if (from < 0) return raw
  let text = raw.slice(0, from)
  while (from < raw.length) {
    reference.lastIndex = from
    const match = reference.exec(raw)
    if (!match) throw invalid('holds an unknown entity')
    const [, decimal, hexadecimal, entity] = match
    text += entity === undefined ? numbered(decimal, hexadecimal) : (entities[entity] ?? '')
    const next = raw.indexOf('&', reference.lastIndex)
    const end = next < 0 ? raw.length : next
    text += raw.slice(reference.lastIndex, end)
    from = end
  }
  return text
}

function numbered(decimal: string | undefined, hexadecimal: string | undefined): string {
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  const surrogate = code >= 0xd800 && code <= 0xdfff
  if (code > 0x10ffff || surrogate || !isCharacter(code)) throw invalid('refers to a character that is none')
  return String.fromCodePoint(code)
}

/** `Char` of XML 1.0, surrogates taken as halves of valid pairs. */
function isCharacter(code: number): boolean {
  return code >= 0x20 ? code !== 0xfffe && code !== 0xffff : code === 0x9 || code === 0xa || code === 0xd
}

function invalid(what: string): HallpassError {
  return new HallpassError('ResponseInvalid', `the answer is no XML that AWS sends: it ${what}`)
}
