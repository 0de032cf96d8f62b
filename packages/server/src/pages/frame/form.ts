/** A field of a form, without blanks around it; empty where there is none. */
export function field(form: Readonly<Record<string, unknown>>, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** Every value of a field that comes any number of times. */
export function fields(form: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = form[name]
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string' && one !== '').map(String)
}
