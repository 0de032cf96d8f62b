/** Somebody to measure: `take` makes one sample. */
export interface Contestant<Sample> {
  readonly name: string
  readonly take: () => Promise<Sample>
}

/**
 * Takes one sample of each contestant in turn, round after round, so that a noisy moment hits all of them
 * alike. Every other round goes backwards: nobody always runs after the same neighbour.
 *
 * @returns the samples by name, in the order they were taken
 */
export async function takeTurns<Sample>(
  rounds: number,
  contestants: ReadonlyArray<Contestant<Sample>>,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, take } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      samples.get(name)?.push(await take())
    }
  }
  return samples
}
