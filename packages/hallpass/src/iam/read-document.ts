import { HallpassError, isRecord } from '../base/index.ts'
import type { Json, PolicyDocument } from './policy-document.ts'

/**
 * A policy document as IAM's reading calls send it: JSON, percent-encoded (RFC 3986).
 *
 * Source: GetRolePolicy, IAM API Reference.
 *
 * @throws HallpassError `ResponseInvalid` for what is no JSON object
 */
export function readDocument(encoded: string): PolicyDocument {
  let value: unknown
  try {
    value = JSON.parse(decodeURIComponent(encoded))
  } catch (error) {
    throw new HallpassError('ResponseInvalid', 'IAM answered with a policy document that is no JSON', {
      cause: error,
    })
  }
  if (isDocument(value)) return value
  throw new HallpassError('ResponseInvalid', 'IAM answered with a policy document that is no JSON object')
}

// What came out of JSON.parse holds nothing but JSON.
function isDocument(value: unknown): value is { readonly [element: string]: Json } {
  return isRecord(value)
}
