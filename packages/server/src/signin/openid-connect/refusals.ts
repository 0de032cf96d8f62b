import { HallpassError } from 'hallpass'

/** The provider does not answer. */
export function unreachable(name: string): HallpassError {
  return new HallpassError('NetworkUnreachable', `${name} cannot be reached`, {
    hint: 'try again in a moment, or sign in another way',
  })
}

/** What was begun in another browser, was used, or took too long: the same words for all of them. */
export function attemptOver(): HallpassError {
  return new HallpassError(
    'NotSignedIn',
    'this sign-in was not begun in this browser, was used, or took longer than ten minutes',
    { hint: 'begin again, and stay in one browser' },
  )
}

/** The provider said no, by its own word. */
export function refusedThere(name: string, word: string): HallpassError {
  const known = /^[a-z_]{1,60}$/.test(word) ? `: ${word}` : ''
  return new HallpassError('NotSignedIn', `${name} did not sign you in${known}`, {
    hint: 'begin again, or ask whoever runs the sign-in there',
  })
}

/** What came back is not what was asked for, or not from whom. */
export function answerInvalid(name: string): HallpassError {
  return new HallpassError('NotSignedIn', `the answer of ${name} does not hold`, {
    hint: 'begin again; if it stays so, an admin finds the reason in the server’s log',
  })
}
