import { malformedXml } from './errors.ts'

/** An element of a request's body: its text, or the elements in it. */
export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

const token =
  /<\?[^>]*\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y

const mostDepth = 16

/**
 * Reads the small XML documents that S3 requests carry. No DTD, and no entities but the five of XML and
 * character references: nothing in a request can make it grow.
 *
 * @throws AwsError `MalformedXML` for anything else
 */
export function readXml(body: Uint8Array): XmlElement {
  const text = new TextDecoder().decode(body)
  const root = newElement('')
  const open = [root]
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (!match) throw malformedXml()
    const [, cdata, closing, , name, , selfClosing, characters] = match
    const current = open.at(-1) ?? root
    if (cdata !== undefined) current.text += cdata
    else if (characters !== undefined) current.text += unescapeXml(characters)
    else if (name !== undefined && closing === '/') {
      if (open.length === 1 || current.name !== name) throw malformedXml()
      open.pop()
    } else if (name !== undefined) {
      const element = newElement(name)
      current.children.push(element)
      if (selfClosing === '') open.push(element)
      if (open.length > mostDepth) throw malformedXml()
    }
  }
  const [only, ...others] = root.children
  if (open.length > 1 || !only || others.length > 0 || root.text.trim() !== '') throw malformedXml()
  return only
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name)
}

interface OpenElement extends XmlElement {
  text: string
  readonly children: OpenElement[]
}

function newElement(name: string): OpenElement {
  return { name, text: '', children: [] }
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function unescapeXml(text: string): string {
  return text.replace(/&([^;]{0,12});?/g, (whole, entity: string) => {
    const known = named.get(entity)
    if (known !== undefined && whole.endsWith(';')) return known
    const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity) ?? []
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (!whole.endsWith(';') || !(code > 0 && code <= 0x10ffff)) throw malformedXml()
    return String.fromCodePoint(code)
  })
}
