import { escapeXml } from '../../protocol/index.ts'

/** Element, perhaps with attributes behind its name → content, in order. `undefined` leaves it out; a list repeats the element, as S3 does. */
export interface S3Xml {
  readonly [element: string]: S3XmlValue
}
export type S3XmlValue = string | number | boolean | Date | undefined | S3Xml | ReadonlyArray<S3Xml | string>

/** A whole document in S3's namespace. */
export function s3Document(root: string, content: S3Xml | string): string {
  const inner = typeof content === 'string' ? escapeXml(content) : renderElements(content)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`
}

/** An error document, which has no namespace. */
export function s3ErrorDocument(content: S3Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${renderElements(content)}</Error>`
}

/** A document without a namespace, as S3 answers forms. */
export function plainDocument(root: string, content: S3Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${renderElements(content)}</${root}>`
}

function renderElements(content: S3Xml): string {
  let text = ''
  for (const [name, value] of Object.entries(content)) {
    for (const one of isList(value) ? value : [value]) {
      if (one !== undefined) text += `<${name}>${renderValue(one)}</${name.replace(/ .*$/s, '')}>`
    }
  }
  return text
}

function renderValue(value: Exclude<S3XmlValue, undefined | readonly unknown[]>): string {
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  return renderElements(value)
}

function isList(value: S3XmlValue): value is ReadonlyArray<S3Xml | string> {
  return Array.isArray(value)
}
