import type { Xml, XmlValue } from './action.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
}

/**
 * Text made safe for element content and attributes. Characters that XML 1.0 cannot hold at all become
 * U+FFFD.
 */
export function escapeXml(text: string): string {
  if (/^[\t\n\x20!#-%(-;=?-~]*$/.test(text)) return text
  return text
    .replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"'\r]/g, (character) => entities[character] ?? '')
}

/** Renders elements in order. Dates are ISO 8601 in whole seconds, as IAM and STS write them. */
export function renderXml(content: Xml): string {
  let text = ''
  for (const [name, value] of Object.entries(content)) {
    if (value !== undefined) text += `<${name}>${renderValue(value)}</${name}>`
  }
  return text
}

function renderValue(value: Exclude<XmlValue, undefined>): string {
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z')
  if (isMap(value)) {
    return [...value]
      .map(([key, text]) => `<entry><key>${escapeXml(key)}</key><value>${escapeXml(text)}</value></entry>`)
      .join('')
  }
  if (isList(value)) {
    return value
      .map(
        (member) => `<member>${typeof member === 'string' ? escapeXml(member) : renderXml(member)}</member>`,
      )
      .join('')
  }
  return renderXml(value)
}

function isMap(value: Exclude<XmlValue, undefined>): value is ReadonlyMap<string, string> {
  return value instanceof Map
}

function isList(value: Xml | ReadonlyArray<Xml | string>): value is ReadonlyArray<Xml | string> {
  return Array.isArray(value)
}
