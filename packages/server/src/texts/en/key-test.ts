/** What one reads about something: what it is, and what to do. */
type Told = readonly [what: string, todo: string]

/** “Test my keys”: what was pasted, what is wrong with it, whose it is. */
export const keyTest = {
  title: 'Test my keys',
  link: 'My keys do not work',
  label: 'What you have',
  labelHint:
    'keys in whatever form, a link, or what a command answered: paste all of it. It is looked at, and neither stored nor logged nor shown again',
  test: 'Test it',
  back: 'Back to my pass',
  /** What was pasted. */
  kinds: {
    'console-link': [
      'this is a link that signs into the AWS console',
      'it works for 15 minutes; your pass makes a fresh one each time. Do not pass it on',
    ],
    'console-page': [
      'this is the address of a page of the console: it signs nobody in',
      'open the console from your pass',
    ],
    'join-link': ['this is where people join a workshop', 'open it in the browser; you are in already'],
    'sign-in-link': [
      'this is a personal link: whoever has it is that person here',
      'open it in the browser, and show it to nobody',
    ],
    token: [
      'this is a token of this server, for a machine',
      'it is given to a program, as its documentation says',
    ],
    'other-secret': [
      'this is a key of another kind, not of AWS',
      'show it to nobody; take keys from your pass',
    ],
    empty: ['there is nothing in it', 'paste what you have'],
    'too-long': ['that is too much to look at', 'paste the keys alone'],
    unknown: ['there are no keys in it', 'paste all lines, with the names before the values'],
    error: [
      'this is what a command answered',
      'it found no keys: set them in the same terminal, then run it again',
    ],
  } satisfies Readonly<Record<string, Told>>,
  /** What a command said, by the code of AWS's in it. */
  errors: {
    ExpiredToken: ['the keys that the command used have ended', 'take new ones from your pass'],
    ExpiredTokenException: ['the keys that the command used have ended', 'take new ones from your pass'],
    InvalidClientTokenId: [
      'AWS does not know the keys that the command used',
      'set all three: the id, the secret and the session token; an old AWS_SESSION_TOKEN must not stay beside new keys',
    ],
    UnrecognizedClientException: [
      'AWS does not know the keys that the command used',
      'set all three: the id, the secret and the session token',
    ],
    InvalidAccessKeyId: [
      'AWS does not know the keys that the command used',
      'set all three, the session token too',
    ],
    SignatureDoesNotMatch: [
      'the secret does not belong to the id',
      'copy all lines again, from the same page',
    ],
    AccessDenied: ['the keys are good; this role may not do that', 'your pass says what you may do'],
    AccessDeniedException: ['the keys are good; this role may not do that', 'your pass says what you may do'],
    RequestTimeTooSkewed: ['the clock of your machine is wrong', 'set it, then run the command again'],
  } as Readonly<Record<string, Told>>,
  otherError: (code: string): Told => [`AWS answered ${code}`, 'show it to the instructor'],
  /** What is wrong with keys. */
  problems: {
    'curly-quotes': [
      'the quotes were made curly, by a chat program it seems',
      'type straight ones, or copy from your pass',
    ],
    'odd-spaces': [
      'there are characters in it that only look like blanks',
      'copy from your pass, not from a chat',
    ],
    'broken-lines': ['a line was broken in two', 'put the value on one line'],
    markup: ['a program put its own marks into it', 'copy from your pass'],
    'swapped-fields': [
      'the values stand under each other’s names',
      'the id begins with ASIA, the secret has 40 characters',
    ],
    'several-keys': ['there is more than one set of keys in it', 'use one; the first was looked at'],
    placeholder: [
      'it is an example, or something in it was never filled in',
      'put the values of your pass in',
    ],
    'missing-id': ['the access key id is missing', 'copy all lines'],
    'missing-secret': ['the secret access key is missing', 'copy all lines'],
    'missing-token': [
      'the session token is missing: temporary keys are nothing without it',
      'copy all three lines',
    ],
    'unneeded-token': ['there is a session token beside keys that need none', 'unset AWS_SESSION_TOKEN'],
    'cut-id': ['the access key id is not whole', 'copy it again'],
    'cut-secret': [
      'the secret access key is not whole, or has something added',
      'copy it again: it has 40 characters',
    ],
    'cut-token': [
      'the session token is not whole',
      'copy it again: it is hundreds of characters, on one line',
    ],
    expired: ['they have ended', 'take new ones from your pass'],
    'long-term': [
      'these are somebody’s own keys, which do not end by themselves. They were not tried',
      'tell whose they are, and have them replaced: they were in a clipboard',
    ],
  } satisfies Readonly<Record<string, Told>>,
  /** What AWS says of whole keys. */
  aws: {
    alive: [
      'AWS takes these keys',
      'if a command does not, it uses others: look for AWS_PROFILE and for an old profile',
    ],
    expired: ['these keys have ended', 'take new ones from your pass'],
    unknown: ['AWS does not take these keys', 'copy all three lines again, from the same page'],
  } satisfies Readonly<Record<string, Told>>,
  /** Whose they are. */
  holders: {
    own: ['they are yours', ''],
    'own-before': [
      'they are yours, from before your access was paused',
      'they stay denied; take new ones from your pass',
    ],
    'same-workshop': [
      'they are somebody else’s of this workshop',
      'use your own: what is done with them is under the other name',
    ],
    'other-workshop': ['they are of another workshop', 'take those of this one from your pass'],
    unknown: ['they were not handed out here', 'take those of this workshop from your pass'],
  } satisfies Readonly<Record<string, Told>>,
  /** Why good keys do nothing, by the state of the access. */
  states: {
    suspended: ['your access is paused: AWS denies everything', 'ask the instructor to resume it'],
    revoked: ['your access was ended: AWS denies everything', 'ask the instructor'],
    ended: ['this workshop is over for you: AWS denies everything', 'ask the instructor for the next one'],
  } as Readonly<Record<string, Told>>,
}
