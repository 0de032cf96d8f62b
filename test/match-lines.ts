/**
 * The text as the pattern has it where the two agree, so that a comparison of the result with the pattern
 * shows the differences only. `[..]` in a pattern's line stands for any part of a line, a line `...` for any
 * number of lines.
 */
export function matchLines(text: string, pattern: readonly string[]): readonly string[] {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  return align(lines, pattern) ?? lines
}

function align(lines: readonly string[], pattern: readonly string[]): readonly string[] | undefined {
  const [expected, ...others] = pattern
  if (expected === undefined) return lines.length === 0 ? [] : undefined
  if (expected === '...') {
    for (let passed = 0; passed <= lines.length; passed += 1) {
      const rest = align(lines.slice(passed), others)
      if (rest) return [expected, ...rest]
    }
    return undefined
  }
  const [line, ...remaining] = lines
  if (line === undefined || !matchesLine(line, expected)) return undefined
  const rest = align(remaining, others)
  return rest && [expected, ...rest]
}

function matchesLine(line: string, pattern: string): boolean {
  const source = pattern
    .split('[..]')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(`^${source}$`, 'u').test(line)
}
