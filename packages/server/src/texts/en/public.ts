/** The front page. */
export const front = {
  title: 'Welcome',
  heading: 'Temporary AWS access for your workshop',
  code: 'The code of your workshop',
  codeHint: '8 letters and digits, on the projector or on your card',
  join: 'Join',
  device: 'A code from your other machine',
  deviceHint: 'your pass there shows one under “A second machine”',
  goOn: 'Go on here',
  staff: 'You run workshops?',
  staffSignIn: 'Sign in here',
}

/** Joining a workshop by its code. */
export const join = {
  name: 'Your name',
  staffHere: (name: string) =>
    `You are signed in as ${name}. Whoever joins in this browser takes that place: to try it, open this page in a private window.`,
  wrongCodeHint:
    'look at the code once more: it has 8 letters and digits, and no o, i, l or u. A code from your other machine goes into the second field of the front page',
  nameHint: 'the instructor sees it, and it is in AWS’s own log of what you do',
  join: 'Join',
  pseudonym: 'Give me a pseudonym',
  noName: 'there is no name',
  noNameHint: 'write one, or take a pseudonym',
  draft: 'this workshop is not open yet',
  draftHint: 'wait until the instructor opens it, then load this page again',
  over: 'this workshop is over',
  overHint: 'ask the instructor for the next one',
}

/** A personal link, before it is used. */
export const link = {
  title: 'Sign in',
  warning: 'This link is yours alone. Do not pass it on.',
  paste: 'Your sign-in link',
  pasteHint: 'paste it whole, as you were given it; it is yours alone',
  goOn: 'Go on',
}
