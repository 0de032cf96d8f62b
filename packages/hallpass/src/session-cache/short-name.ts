/**
 * 32 hexadecimal digits for a text: what files are named by. A quick mixture and no digest, since a SHA-256 takes longer
 * than all else that reading a kept session does. Two texts that share a name can be made on purpose, so a file says
 * itself what it is of.
 */
export function shortName(text: string): string {
  let a = 0x6a09e667
  let b = 0xbb67ae85
  let c = 0x3c6ef372
  let d = 0xa54ff53a
  const mix = (code: number): void => {
    a = b ^ Math.imul(a ^ code, 0x9e3779b1)
    b = c ^ Math.imul(b ^ code, 0x85ebca77)
    c = d ^ Math.imul(c ^ code, 0xc2b2ae3d)
    d = a ^ Math.imul(d ^ code, 0x27d4eb2f)
  }
  for (let at = 0; at < text.length; at++) mix(text.charCodeAt(at))
  // Once more for each of the four, so that the last unit reaches all of them.
  for (let round = 0; round < 4; round++) mix(text.length)
  return [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
