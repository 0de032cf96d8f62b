import { uriEncode } from './sigv4/uri-encode.ts'

/** A value of the Query protocol; what is `undefined` is left out, and so are empty lists. */
export type QueryValue = string | number | boolean | undefined | readonly QueryValue[] | QueryStructure

/** Parameters by AWS's names. */
export interface QueryStructure {
  readonly [name: string]: QueryValue
}

/**
 * Encodes parameters as the Query protocol wants them: `Tags.member.1.Key=…` for lists of structures.
 *
 * @throws TypeError for text that is not well-formed UTF-16
 */
export function queryParameters(values: QueryStructure): string {
  const pairs: string[] = []
  appendStructure(pairs, '', values)
  return pairs.join('&')
}

function append(pairs: string[], name: string, value: QueryValue): void {
  if (value === undefined) return
  if (isList(value)) {
    for (const [index, entry] of value.entries()) append(pairs, `${name}.member.${index + 1}`, entry)
  } else if (typeof value === 'object') {
    appendStructure(pairs, `${name}.`, value)
  } else {
    pairs.push(`${uriEncode(name)}=${uriEncode(String(value))}`)
  }
}

function appendStructure(pairs: string[], prefix: string, values: QueryStructure): void {
  for (const [name, value] of Object.entries(values)) append(pairs, `${prefix}${name}`, value)
}

// Array.isArray alone does not narrow a readonly array.
function isList(value: QueryValue): value is readonly QueryValue[] {
  return Array.isArray(value)
}
