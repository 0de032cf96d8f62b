/**
 * A value that was given, as a message may repeat it: in quotes, and of a long one the beginning only. What stands
 * in the wrong place may be a secret that was pasted by mistake. An ARN is none, and is shown longer.
 */
export function shownValue(text: string): string {
  if (/^arn:[\w-]*:/.test(text)) return JSON.stringify(beginning(text, 80))
  return JSON.stringify(text.length > 24 ? beginning(text, 12) : text)
}

/** What a parser, a program or a library said, in one line of `maxLength` characters at most. */
export function shownReason(error: unknown, maxLength = 200): string {
  const text = error instanceof Error ? error.message : String(error)
  return beginning((text.split('\n')[0] ?? '').trim(), maxLength)
}

/** The text, or its beginning and an ellipsis where it is longer. */
export function beginning(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}

/** The end of what a program wrote to stderr: what it ended with stands there. */
export function lastLines(text: string): string {
  return beginning(text.trim().split('\n').slice(-3).join('\n'), 500)
}
