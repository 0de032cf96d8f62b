/** A text on one line: without control characters. */
// oxlint-disable-next-line no-control-regex -- these are the characters that are meant
export const oneLine = /^[^\u0000-\u001f\u007f]*$/

/** Whether a text can be a name: on one line, and of 1 to so many UTF-16 units. */
export function isName(text: string, maxLength: number): boolean {
  return text.length > 0 && text.length <= maxLength && oneLine.test(text)
}
