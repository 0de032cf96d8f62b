import { phrase } from '../phrase/index.ts'

/** A participant's pass: whose, how long, the console, keys. */
export const pass = {
  title: 'Your pass',
  until: <Part>(moment: Part, left: Part) => phrase`until ${moment}, ${left} left`,
  console: 'Open the AWS console',
  consoleHint: 'A new tab, signed in as you.',
  otherAccount: {
    heading: 'Signed in to another AWS account already?',
    signOut:
      'Sign out there first: in the console, at the top right, under the account’s name. Then press the button again.',
    sessions:
      'Or turn on multi-session support in the same menu: then up to five accounts are open side by side in one browser.',
    privately: 'Or open this page in a private window: what is signed in elsewhere is not signed in there.',
  },
  keysEnded: 'the keys and console sessions that you had were ended for everybody',
  keysEndedHint: 'your access goes on: get new keys here, or open the console again',
  nobody: 'this browser is nobody’s yet',
  nobodyHint: 'join with the code of your workshop, or open your personal link',
  noLease: 'you have no access yet',
  noLeaseHint: 'ask the instructor for a seat',
  reason: (reason: string) => `The instructor writes: ${reason}`,
  /** Why there are no keys, by the state: what it is, and what to do. */
  noAccess: {
    draft: ['your access has not begun', 'the instructor opens the workshop; load this page again then'],
    pending: ['your access has not begun', 'it begins with the workshop; load this page again then'],
    suspended: ['your access is paused', 'ask the instructor to resume it; nothing of your work is lost'],
    revoked: ['your access was ended', 'ask the instructor'],
    ended: [
      'this workshop is over for you',
      'your keys and console sessions are ended; thank you for coming',
    ],
    other: ['there is no access', 'ask the instructor'],
  } satisfies Readonly<Record<string, readonly [message: string, hint: string]>>,
  device: {
    heading: 'A second machine',
    about: 'A code brings you to this page on another laptop or phone.',
    show: 'Show a code',
    code: <Part>(host: Part, code: Part) => phrase`Open ${host} there, and type ${code} within ten minutes.`,
  },
  happened: {
    heading: 'What happened',
    name: 'Your name at AWS is',
    /** What is told to somebody of themselves. */
    actions: {
      'lease.started': 'your access began',
      'lease.first-used': 'you came for the first time',
      'lease.extended': 'your access was extended',
      'lease.suspended': 'your access was paused',
      'lease.resumed': 'your access was resumed, under a new name at AWS',
      'lease.ended': 'your access ended',
      'lease.revoked': 'your access was revoked',
      'lease.token-made': 'you made a token for a machine',
      'credentials.issued': 'you got keys',
      'console.opened': 'you opened the console',
    } as Readonly<Record<string, string>>,
  },
  keys: {
    title: 'Your keys',
    heading: 'Keys for the terminal',
    command: {
      about: 'One command on your machine gets the keys, and renews them by itself while your access lasts.',
      show: 'Show the command',
      label: 'The command',
      good: 'The code in it is good for ten minutes, once.',
    },
    as: 'Or keys to copy',
    asHint: 'they end after a while; come back for new ones',
    show: 'Show my keys',
    noForm: 'there is no such form of keys',
    end: <Part>(moment: Part) =>
      phrase`They end at ${moment}. Come back here for new ones. They are yours alone: do not put them into code or a chat.`,
    label: 'Keys',
    done: 'Done',
    tryThem: 'Try them',
    code: {
      heading: 'In a program',
      found: 'boto3, the AWS SDKs and Terraform find the keys in the same terminal, without a line of code.',
      profile: (name: string) =>
        `boto3, the AWS SDKs and Terraform find the keys with AWS_PROFILE=${name} set, without a line of code.`,
    },
    /** The forms that keys come in. */
    forms: {
      env: 'bash, zsh, sh',
      powershell: 'PowerShell',
      'windows-cmd': 'Windows cmd',
      fish: 'fish',
      'credentials-file': '~/.aws/credentials',
      dotenv: '.env',
      terraform: 'Terraform',
      process: 'JSON',
      'env-no-export': 'KEY=value',
    },
  },
}
