import type { OtherPaste, PastedForm, PasteProblem } from '../../paste/index.ts'

/** What something is, and what to do about it. */
export type Told = readonly [what: string, todo: string]

/** What was pasted that is no keys. */
export const otherWords: Readonly<Record<Exclude<OtherPaste['kind'], 'error'>, Told>> = {
  'console-link': [
    'this is a link that signs into the AWS console, and no keys can be had from it',
    'open it in a browser within 15 minutes of when it was made; whoever has it is signed in, so pass it on to nobody',
  ],
  'console-page': [
    'this is the address of a page of the console: it signs nobody in, and has no keys in it',
    'keys come from whoever issued you access: ask for them, or for a link',
  ],
  'join-link': ['this is where people join a workshop', 'join with it: hallpass join URL'],
  'sign-in-link': [
    'this is a personal link of a hallpass server: whoever has it is that person there',
    'open it in a browser, or: hallpass join URL; show it to nobody',
  ],
  token: [
    'this is a token of a hallpass server, for a machine, and no key of AWS',
    'it goes into HALLPASS_TOKEN of the program that it is for; show it to nobody',
  ],
  'other-secret': [
    'this is a key of another kind (PGP, SSH, a certificate), and none of AWS',
    'show it to nobody; where it was shown to others, have it replaced',
  ],
  empty: ['there is nothing in it', 'copy the keys, all lines of them, and paste them'],
  'too-long': ['that is too much to look at', 'paste the keys alone: a few thousand characters'],
  unknown: [
    'there are no keys in it',
    'paste all lines, with the names before the values, as in AWS_ACCESS_KEY_ID=…',
  ],
}

/** What a command said that was pasted in place of keys, by AWS's code in it. */
export function errorWords(awsCode: string | undefined): Told {
  if (awsCode === undefined) {
    return [
      'this is what a command said that found no keys, and no keys are in it',
      'paste the keys themselves; whose keys a command would use: hallpass whoami',
    ]
  }
  return [
    `this is what a command said (${awsCode}), and no keys are in it`,
    errorHints[awsCode] ?? 'what is wrong with the keys that it used: hallpass doctor',
  ]
}

const errorHints: Readonly<Record<string, string>> = {
  ExpiredToken: 'the keys that it used have ended: get new ones, and paste them',
  ExpiredTokenException: 'the keys that it used have ended: get new ones, and paste them',
  InvalidClientTokenId:
    'AWS does not know the keys that it used: paste all three of them, an old session token must not stay beside new keys',
  UnrecognizedClientException: 'AWS does not know the keys that it used: paste all three of them',
  InvalidAccessKeyId: 'AWS does not know the keys that it used: paste all three of them',
  SignatureDoesNotMatch: 'the secret does not belong to the id: copy all lines again, from the same place',
  RequestTimeTooSkewed: 'the clock of this machine is wrong: set it, and run the command again',
}

/** What is wrong with keys; for what is mended, what was done. */
export const problemWords: Readonly<Record<PasteProblem, Told>> = {
  'curly-quotes': ['the quotes had been made curly, by a chat program it seems', ''],
  'odd-spaces': ['there were characters in it that only look like blanks', ''],
  'broken-lines': ['a value was broken over several lines', ''],
  markup: ['a program had put its own marks into it', ''],
  'swapped-fields': ['the values stood under each other’s names', ''],
  'several-keys': ['there is more than one set of keys in it: the first is taken', ''],
  'unneeded-token': ['there was a session token beside keys that need none', ''],
  placeholder: [
    'it is an example, or something in it was never filled in',
    'copy the keys from where they were issued',
  ],
  'missing-id': ['the access key id is missing', 'copy all lines: the id begins with ASIA'],
  'missing-secret': ['the secret access key is missing', 'copy all lines: the secret has 40 characters'],
  'missing-token': [
    'the session token is missing, and temporary keys are nothing without it',
    'copy all lines: the token is hundreds of characters long',
  ],
  'cut-id': ['the access key id is not whole', 'copy it again: it has 20 letters and digits'],
  'cut-secret': [
    'the secret access key is not whole, or has something added',
    'copy it again: it has 40 characters',
  ],
  'cut-token': [
    'the session token is not whole',
    'copy it again, to its end: it is hundreds of characters on one line',
  ],
  expired: ['these keys have ended', 'get new ones from where they came from'],
  'long-term': [
    'these are somebody’s own keys, which do not end by themselves',
    'put them where they belong with aws configure; and hand out keys that end: hallpass issue --help',
  ],
}

/** What keys were written for. */
export const formWords: Readonly<Record<PastedForm, string>> = {
  shell: 'for a POSIX shell',
  fish: 'for fish',
  powershell: 'for PowerShell',
  'windows-cmd': 'for cmd.exe',
  ini: 'as in a credentials file',
  json: 'as JSON',
  dotenv: 'as in a .env file',
  bare: 'without names',
}
