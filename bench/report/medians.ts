import { median } from '../statistics.ts'

/** The median of each contestant's samples. */
export function medians<Sample>(
  samples: ReadonlyMap<string, readonly Sample[]>,
  value: (sample: Sample) => number,
): Map<string, number> {
  return new Map([...samples].map(([name, list]) => [name, median(list.map((sample) => value(sample)))]))
}

/** A contestant's value; `undefined` for one that could not run here. */
export function find(values: ReadonlyMap<string, number>, name: RegExp): number | undefined {
  for (const [key, value] of values) if (name.test(key)) return value
  return undefined
}

/** A contestant that always runs. */
export function need(values: ReadonlyMap<string, number>, name: RegExp): number {
  const value = find(values, name)
  if (value === undefined) throw new TypeError(`nothing measured for ${name.source}`)
  return value
}
