// PostgreSQL takes 65,535 parameters, and nobody is to wait for a crowd.
const mostAtOnce = 250

interface Waiting<Key, Value> {
  readonly key: Key
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

/**
 * Does what many ask for one by one in one go: whoever asks while the others are being served is served with all who
 * came meanwhile. A class of 1,000 is a few dozen statements and commits then, and not thousands; alone, one waits for
 * nobody.
 *
 * @param work - answers for each of `keys`, in their order; where it rejects, all of them are told so. `of` is what
 * they have in common: those of one database, for example, are served together
 * @param lineOf - which line of those a key waits in: nobody waits for another line. Default: there is one
 */
export function gather<Of extends object, Key, Value>(
  work: (of: Of, keys: readonly Key[]) => Promise<readonly Value[]>,
  lineOf: (key: Key) => string = () => '',
): (of: Of, key: Key) => Promise<Value> {
  const all = new WeakMap<Of, Map<string, Waiting<Key, Value>[]>>()

  const serve = async (of: Of, name: string, line: Waiting<Key, Value>[]): Promise<void> => {
    // Whoever came in the same turn of the event loop comes along.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    while (line.length > 0) {
      const some = line.splice(0, mostAtOnce)
      try {
        const values = await work(
          of,
          some.map(({ key }) => key),
        )
        if (values.length !== some.length) throw new Error('not everybody was answered')
        for (const [index, value] of values.entries()) some[index]?.resolve(value)
      } catch (error) {
        for (const { reject } of some) reject(error)
      }
    }
    all.get(of)?.delete(name)
  }

  return (of, key) =>
    new Promise((resolve, reject) => {
      const lines = all.get(of) ?? new Map<string, Waiting<Key, Value>[]>()
      all.set(of, lines)
      const name = lineOf(key)
      const line = lines.get(name)
      const waiting = { key, resolve, reject }
      if (line !== undefined) {
        line.push(waiting)
        return
      }
      const begun = [waiting]
      lines.set(name, begun)
      void serve(of, name, begun)
    })
}
