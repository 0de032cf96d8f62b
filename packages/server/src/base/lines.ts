/** Lines that one waits in: work of one key is done one after the other in this process, in the order it came. */
export interface Lines {
  run<T>(key: string, work: () => Promise<T>): Promise<T>
}

/**
 * Makes lines. Whoever waits for a lock of the database's holds a connection meanwhile, of which a replica has few:
 * in a line one waits without.
 */
export function createLines(): Lines {
  const last = new Map<string, Promise<unknown>>()
  return {
    run: async (key, work) => {
      const before = last.get(key)
      const mine = before === undefined ? work() : before.then(work, work)
      last.set(key, mine)
      try {
        return await mine
      } finally {
        if (last.get(key) === mine) last.delete(key)
      }
    },
  }
}
