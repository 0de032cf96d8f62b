/**
 * What a file says, as text without a byte order mark: UTF-8, and UTF-16 where it begins with the mark, as everything
 * does that Windows PowerShell 5 writes with `>`.
 */
export function fileText(bytes: Uint8Array): string {
  const [first, second] = bytes
  const isLittle = first === 0xff && second === 0xfe
  const isBig = first === 0xfe && second === 0xff
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes)
}
