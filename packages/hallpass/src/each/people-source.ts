/** A list of people that is asked for the next one only when there is room for him. */
export interface PeopleSource<Person> {
  /** The next one; `undefined` when there is none, or none yet. */
  take(): { readonly person: Person } | undefined
  /** Settles when {@link take} is worth another try; `undefined` when nobody is waited for. Never rejects. */
  waiting(): Promise<void> | undefined
  /** Whether everyone was taken. */
  exhausted(): boolean
  /** Throws what an async list failed with. */
  rethrow(): void
  /** Tells a list that was not taken to its end that nobody more is wanted. */
  close(): void
}

/** Opens a list, an async one too. */
export function openPeopleSource<Person>(
  people: Iterable<Person> | AsyncIterable<Person>,
): PeopleSource<Person> {
  const list = Symbol.asyncIterator in people ? people[Symbol.asyncIterator]() : people[Symbol.iterator]()
  let exhausted = false
  let failure: { readonly error: unknown } | undefined
  let waiting: Promise<void> | undefined
  let arrived: { readonly person: Person } | undefined
  const accept = (result: IteratorResult<Person, unknown>): void => {
    if (result.done === true) exhausted = true
    else arrived = { person: result.value }
  }
  return {
    take: () => {
      if (arrived === undefined && waiting === undefined && !exhausted) {
        const next = list.next()
        if ('then' in next) {
          waiting = Promise.resolve(next)
            .then(accept, (error: unknown) => {
              exhausted = true
              failure = { error }
            })
            .finally(() => {
              waiting = undefined
            })
        } else accept(next)
      }
      const taken = arrived
      arrived = undefined
      return taken
    },
    waiting: () => waiting,
    exhausted: () => exhausted,
    rethrow: () => {
      if (failure) throw failure.error
    },
    close: () => {
      // Not waited for: an async list that is asked for somebody ends only when he has come.
      if (!exhausted) void Promise.resolve(list.return?.()).catch(() => {})
    },
  }
}
