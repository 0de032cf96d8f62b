import type { Services } from '../change/index.ts'

/**
 * Waits for whoever takes a seat of the same workshop on this replica. A class that joins at once would wait for the
 * workshop's lock with all the connections there are.
 */
export function inLine<T>(
  { lines }: Pick<Services, 'lines'>,
  workshopId: string,
  work: () => Promise<T>,
): Promise<T> {
  return lines.run(`workshop ${workshopId}`, work)
}
