import { readXml, type XmlElement } from '../s3/index.ts'
import type { Members } from './cloud-trail-event.ts'

/** S3 takes no longer policy; of a longer document the record does not have what is in it. */
const longestDocument = 20 * 1024

/**
 * What was put to set a bucket up, as CloudTrail has it: a policy as `bucketPolicy`, a document in XML under the name
 * of its root element, in JSON.
 *
 * @returns `undefined` for a document that is none
 */
export function putMembers(eventName: string, body: Uint8Array): Members | undefined {
  if (body.length === 0 || body.length > longestDocument) return undefined
  try {
    return eventName === 'PutBucketPolicy'
      ? { bucketPolicy: JSON.parse(Buffer.from(body).toString()) }
      : membersOfXml(body)
  } catch {
    // It was refused for it.
    return undefined
  }
}

function membersOfXml(body: Uint8Array): Members {
  const root = readXml(body)
  const namespace = /<\w[^>]*?\sxmlns\s*=\s*["']([^"']*)/.exec(Buffer.from(body).toString())?.[1]
  const inIt = valueOf(root)
  const own = namespace === undefined ? {} : { xmlns: namespace }
  return { [root.name]: typeof inIt === 'object' ? { ...inIt, ...own } : inIt === '' ? own : inIt }
}

type Value = string | number | boolean | { readonly [name: string]: Value | readonly Value[] }

/** An element that is there several times is a list, and what looks like a number or a truth is one. */
function valueOf({ text, children }: XmlElement): Value {
  if (children.length === 0) return plainValue(text)
  const members = new Map<string, Value[]>()
  for (const child of children) {
    const values = members.get(child.name) ?? []
    values.push(valueOf(child))
    members.set(child.name, values)
  }
  return Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  )
}

function plainValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}
