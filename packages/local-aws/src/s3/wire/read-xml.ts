import { AwsError } from '../../base/index.ts'
import { malformedXml } from './errors.ts'

/** An element of a request's body: its text, or the elements in it. */
export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

const token =
  /<\?[^>]*\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')){0,16})\s*(\/?)>|([^<]+)/y

const mostDepth = 16

/** Ten thousand parts of a multipart upload, each with its checksum, are 2 MB. */
const longestDocument = 3 * 1024 * 1024
const mostElements = 50_000

/**
 * Reads the small XML documents that S3 requests carry. No DTD, and no entities but the five of XML and
 * character references: nothing in a request can make it grow.
 *
 * @throws AwsError `MaxMessageLengthExceeded` over 3 MiB, `MalformedXML` for anything else
 */
export function readXml(body: Uint8Array): XmlElement {
  if (body.length > longestDocument) {
    throw new AwsError('MaxMessageLengthExceeded', 400, 'Your request was too big.')
  }
  const text = new TextDecoder().decode(body)
  const root = newElement('')
  const open = [root]
  let elements = 0
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
      elements += 1
      if (open.length > mostDepth || elements > mostElements) throw malformedXml()
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
  const pieces: string[] = []
  let from = 0
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at)
    // The longest reference is `&#x10ffff;`.
    if (end < 0 || end - at > 10) throw malformedXml()
    const entity = text.slice(at + 1, end)
    pieces.push(text.slice(from, at), named.get(entity) ?? referred(entity))
    from = end + 1
  }
  if (from === 0) return text
  pieces.push(text.slice(from))
  return pieces.join('')
}

function referred(entity: string): string {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity) ?? []
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  if (!(code > 0 && code <= 0x10ffff)) throw malformedXml()
  return String.fromCodePoint(code)
}
