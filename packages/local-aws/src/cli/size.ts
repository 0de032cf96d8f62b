const units = new Map([
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
  ['TiB', 1024 ** 4],
])

/** Reads a size such as `512MiB`, `20GiB` or `1TiB`, in bytes, of at least 1 MiB; `undefined` for none. */
export function parseSize(text: string): number | undefined {
  const [, number = '', unit = ''] = /^([1-9]\d{0,5})([MGT]iB)$/.exec(text) ?? []
  const factor = units.get(unit)
  return factor === undefined ? undefined : Number(number) * factor
}
