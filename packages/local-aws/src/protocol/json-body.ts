import { serialization } from './json-shape.ts'

/**
 * The object that a request's body is. None at all counts as an empty one.
 *
 * @throws AwsError `SerializationException` for what is no UTF-8, no JSON, or no object
 */
export function readJsonBody(body: Uint8Array): object {
  if (body.length === 0) return {}
  const value = parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw serialization('')
  return value
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw serialization('')
  }
}
