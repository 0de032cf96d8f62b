/** How long something still lasts, in the words that the page brings along. */
export function leftText(ms: number, words: DOMStringMap): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 0) return words['over'] ?? ''
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return fill(words['days'], { days: Math.floor(hours / 24) })
  if (hours === 0) return fill(words['minutes'], { minutes })
  return fill(words['hours'], { hours, minutes: String(minutes % 60).padStart(2, '0') })
}

export function fill(text: string | undefined, values: Readonly<Record<string, string | number>>): string {
  return (text ?? '').replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''))
}
