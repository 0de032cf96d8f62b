/** A row of docs/architecture.md. */
export interface DrawnRoom {
  /** A folder at the top of `src`, with a slash behind it, or a file there. */
  readonly name: string
  /** The rooms in its last column; `undefined` in a table that has no such column. */
  readonly standsOn: readonly string[] | undefined
}

/** The table below the heading of a package's `src`, from the roof to the floor. */
export function drawnRooms(page: string, packageName: string): readonly DrawnRoom[] {
  const section = page.split(`\n## \`packages/${packageName}/src\`\n`)[1]?.split('\n## ')[0] ?? ''
  const withArrows = /^\| room .*\| stands on +\|$/m.test(section)
  return [...section.matchAll(/^\| `([\w.-]+\/?)` *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => ({
    name,
    standsOn: withArrows
      ? (rest
          .split('|')
          .at(-1)
          ?.match(/[\w-]+/g) ?? [])
      : undefined,
  }))
}

/** Where one comes to from each room, over as many arrows as it takes. */
export function reach(arrows: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const reachedFrom = (room: string, seen = new Set<string>()): Set<string> => {
    for (const next of arrows[room] ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      reachedFrom(next, seen)
    }
    return seen
  }
  return Object.fromEntries(
    Object.keys(arrows).map((room) => [
      room,
      [...reachedFrom(room)].filter((other) => other !== room).toSorted(),
    ]),
  )
}
