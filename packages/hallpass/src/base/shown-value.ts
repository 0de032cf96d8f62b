/**
 * A value that was given, as a message may repeat it: in quotes, and of a long one the beginning only. What stands
 * in the wrong place may be a secret that was pasted by mistake.
 */
export function shownValue(text: string): string {
  return JSON.stringify(text.length > 24 ? `${text.slice(0, 12)}…` : text)
}
