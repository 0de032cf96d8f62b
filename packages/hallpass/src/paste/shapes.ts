/** Which part of keys a text looks like, whatever it was called. */
export type Shape = 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'unknown'

/** AWS's own example key, which is in half of all documentation. */
const examples = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
])

/**
 * The shapes of AWS's keys: 20 capital letters and digits that begin with four known ones, 40 characters of base64,
 * and a token of hundreds.
 *
 * Source: "Understanding unique ID prefixes", IAM user guide.
 */
export function shapeOf(value: string): Shape {
  if (/^(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}$/.test(value)) return 'accessKeyId'
  if (/^[A-Za-z0-9/+]{40}$/.test(value)) return 'secretAccessKey'
  if (/^[A-Za-z0-9/+=_-]{100,8192}$/.test(value)) return 'sessionToken'
  return 'unknown'
}

/** Whether a text stands for something that was not filled in. */
export function isPlaceholder(value: string): boolean {
  return (
    examples.has(value) ||
    /^(?:<.*>|\.{2,}|…|\*+|x{4,}|your[-_ ].*|[A-Za-z0-9]{0,8}\*{3,}.*|\$\{?\w+\}?|%\w+%)$/i.test(value)
  )
}

/** Whether keys with this id end by themselves, and need a token. */
export function isTemporary(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA')
}
