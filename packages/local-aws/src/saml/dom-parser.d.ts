/** The parser by itself: the types of its package would bring those of browsers into all of ours. */
declare module '@xmldom/xmldom/lib/dom-parser.js' {
  /** What is read of a node. */
  export interface DomNode {
    readonly nodeType: number
    readonly nodeValue: string | null
    readonly childNodes: ArrayLike<DomNode>
  }

  export interface DomElement extends DomNode {
    readonly nodeType: 1
    readonly namespaceURI: string | null
    readonly localName: string
    readonly textContent: string | null
    readonly attributes: ArrayLike<{
      readonly namespaceURI: string | null
      readonly name: string
      readonly value: string
    }>
  }

  type Handler = (message: string) => never

  export class DOMParser {
    constructor(options: {
      readonly errorHandler: {
        readonly warning: Handler
        readonly error: Handler
        readonly fatalError: Handler
      }
    })
    parseFromString(text: string, type: 'text/xml'): DomNode
  }
}
