import { HallpassError } from 'hallpass'

/** What a browser answers too late, twice, or to what another one was asked. */
export function attemptOver(): HallpassError {
  return new HallpassError('NotSignedIn', 'this took too long, or was used already', { hint: 'try again' })
}
