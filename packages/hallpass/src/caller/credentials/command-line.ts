/**
 * Splits a `credential_process` value into program and arguments: white space separates, double quotes
 * group, and a backslash protects a quote or itself. No shell runs, so nothing in the value is expanded.
 *
 * Source: "Sourcing credentials with an external process", AWS SDKs and tools reference guide.
 */
export function splitCommandLine(text: string): readonly string[] {
  const parts: string[] = []
  let part: string | undefined
  let quote: '"' | "'" | undefined
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index)
    const next = text.charAt(index + 1)
    if (char === '\\' && quote !== "'" && (next === '"' || next === '\\' || next === "'" || next === ' ')) {
      part = (part ?? '') + next
      index += 1
    } else if (quote) {
      if (char === quote) quote = undefined
      else part = (part ?? '') + char
    } else if (char === '"' || char === "'") {
      quote = char
      part ??= ''
    } else if (char === ' ' || char === '\t') {
      if (part !== undefined) parts.push(part)
      part = undefined
    } else {
      part = (part ?? '') + char
    }
  }
  if (part !== undefined) parts.push(part)
  return parts
}
