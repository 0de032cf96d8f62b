import { type DomElement, type DomNode, DOMParser } from '@xmldom/xmldom/lib/dom-parser.js'

/** An element of a document that was read strictly. */
export interface XmlElement {
  /** `''` for none. */
  readonly namespace: string
  /** Without its prefix. */
  readonly name: string
  /** Those without a namespace, by name. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text in it. */
  readonly text: string
  /** The element as the library that verifies signatures wants it. */
  readonly node: DomElement
}

const elementNode = 1
const commentNode = 8
const deepest = 64
const declaration = /^\ufeff?\s*<\?xml\s[^?<>]*\?>/

/**
 * Reads a document that may hold elements, attributes and text, and nothing that readers of XML have read in
 * different ways: no document type and so no entities of its own, no comments, no CDATA, no instructions.
 *
 * @returns the root element, or `undefined` for what is no such document
 */
export function parseStrictXml(text: string): XmlElement | undefined {
  const body = text.replace(declaration, '')
  return /<[!?]/.test(body) ? undefined : parse(body)
}

/**
 * Reads a document that comes from an administrator, and so may hold comments; they are no part of any text.
 *
 * @returns the root element, or `undefined` for what is no XML or has a document type
 */
export function parseXml(text: string): XmlElement | undefined {
  return /<!(?:DOCTYPE|ENTITY)/i.test(text) ? undefined : parse(text.replace(declaration, ''))
}

/** The children of that name. */
export function childrenOf(parent: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return parent.children.filter((child) => child.namespace === namespace && child.name === name)
}

/** The element itself and everything in it, in the order of the document. */
export function* elementsOf(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) yield* elementsOf(child)
}

function parse(text: string): XmlElement | undefined {
  try {
    const parser = new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } })
    const nodes = Array.from(parser.parseFromString(text, 'text/xml').childNodes)
    const roots = nodes.filter(isElement)
    const [root] = roots
    const stray = nodes.some(
      (node) => !isElement(node) && (node.nodeValue ?? '').trim() !== '' && node.nodeType !== commentNode,
    )
    return root === undefined || roots.length > 1 || stray ? undefined : read(root, 0)
  } catch {
    // Whatever the parser throws at it, it is no document.
    return undefined
  }
}

function fail(message: string): never {
  throw new SyntaxError(message)
}

function read(node: DomElement, depth: number): XmlElement {
  if (depth > deepest) throw new SyntaxError('too deep')
  const attributes = Array.from(node.attributes)
  return {
    namespace: node.namespaceURI ?? '',
    name: node.localName,
    attributes: new Map(
      attributes
        .filter(({ namespaceURI }) => (namespaceURI ?? '') === '')
        .map(({ name, value }) => [name, value]),
    ),
    children: Array.from(node.childNodes)
      .filter(isElement)
      .map((child) => read(child, depth + 1)),
    text: node.textContent ?? '',
    node,
  }
}

function isElement(node: DomNode): node is DomElement {
  return node.nodeType === elementNode
}
