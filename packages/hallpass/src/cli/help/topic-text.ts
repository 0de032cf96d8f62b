import { exitCodes } from '../terminal/exit-codes.ts'
import type { Topic } from './topics.ts'

/** The text of a topic, lines of 80 characters at most. */
export function topicText(topic: Topic): string {
  return texts[topic]()
}

const exitCodeWords = [
  ['ok', 'done'],
  ['internal', 'hallpass itself failed: a bug'],
  ['usage', 'the command line or one of its values; nothing was sent'],
  ['caller', 'your own credentials, profile or settings; nothing was issued'],
  ['refused', 'AWS, or the server, said no: the same command will fail again'],
  ['unreachable', 'not reached, or no proper answer: it may work later'],
  ['file', 'the credentials or config file, or the folder of --out'],
  ['withoutLink', 'issue: the keys were printed, the console link was not made'],
  ['partly', 'issue --each: some were served, and others not'],
  ['differs', 'setup, policy test: not as the set-up, or the table, says'],
  ['notEnded', 'revoke: somebody who was named is not ended, or may not be'],
  ['diagnosed', 'doctor: something is wrong, and was told'],
  ['brokenAudit', 'audit verify: a row was changed, or is missing'],
  ['interrupted', 'stopped by Ctrl-C before it was done'],
] as const satisfies ReadonlyArray<readonly [keyof typeof exitCodes, string]>

function rows(entries: ReadonlyArray<readonly [string, string]>, width: number): string {
  return entries.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`).join('')
}

/** By what they are for. A test holds the list to what the code reads. */
export const variables: ReadonlyArray<readonly [group: string, ReadonlyArray<readonly [string, string]>]> = [
  [
    'Your own credentials, as the AWS tools read them',
    [
      ['AWS_ACCESS_KEY_ID', 'keys; they win over a profile'],
      ['AWS_SECRET_ACCESS_KEY', 'belongs to it'],
      ['AWS_SESSION_TOKEN', 'belongs to temporary keys'],
      ['AWS_CREDENTIAL_EXPIRATION', 'when those end'],
      ['AWS_PROFILE', 'the profile; --source-profile wins'],
      ['AWS_DEFAULT_PROFILE', 'the same, where AWS_PROFILE is not set'],
      ['AWS_SHARED_CREDENTIALS_FILE', 'in place of ~/.aws/credentials'],
      ['AWS_CONFIG_FILE', 'in place of ~/.aws/config'],
      ['AWS_LOGIN_CACHE_DIRECTORY', 'in place of ~/.aws/login/cache'],
    ],
  ],
  [
    'Where calls go',
    [
      ['AWS_REGION', 'the region; --region wins'],
      ['AWS_DEFAULT_REGION', 'the same, where AWS_REGION is not set'],
      ['AWS_ENDPOINT_URL', 'the endpoint of every service'],
      ['AWS_ENDPOINT_URL_STS', 'of one: STS, and IAM likewise'],
      ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true: none of them'],
      ['AWS_USE_FIPS_ENDPOINT', 'true: endpoints by FIPS 140'],
      ['AWS_USE_DUALSTACK_ENDPOINT', 'true: endpoints that have IPv6'],
      ['AWS_CA_BUNDLE', 'a file of certificates to trust'],
      ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the proxy; lower case counts first'],
      ['HALLPASS_SIGNIN_ENDPOINT_URL', 'the federation endpoint'],
    ],
  ],
  [
    'A server of ours',
    [
      ['HALLPASS_SERVER_URL', 'where it is'],
      ['HALLPASS_TOKEN', 'an API token'],
    ],
  ],
  [
    'The terminal',
    [
      ['BROWSER', 'opens pages: hallpass console'],
      ['NO_COLOR', 'no colours'],
      ['HALLPASS_DEBUG', 'the stack of a failure'],
      ['XDG_CACHE_HOME', 'where sessions are kept'],
      ['XDG_CONFIG_HOME', 'your own requests, and what was joined'],
      ['SHELL', 'what exec starts without a command'],
    ],
  ],
]

const texts: Readonly<Record<Topic, () => string>> = {
  'exit-codes': () =>
    `Exit codes\n\n${rows(
      exitCodeWords.map(([name, words]) => [String(exitCodes[name]).padStart(3), words]),
      3,
    )}`,
  environment: () =>
    `Environment\n${variables.map(([group, entries]) => `\n${group}:\n${rows(entries, 36)}`).join('')}`,
  files: () =>
    `Files\n\n${rows(
      [
        ['~/.aws/credentials', 'issue -o write, profile paste, setup write it'],
        ['~/.aws/config', 'profiles, regions; join and profile add write it'],
        ['hallpass.config.json', 'here: what setup makes, requests by name'],
        ['CONFIG/hallpass', 'a hallpass.config.json with your own requests'],
        ['CACHE/hallpass/sessions', 'what is kept: sessions of roles, of MFA codes'],
        ['CONFIG/hallpass/leases', 'workshops that this machine joined'],
        ['CACHE/hallpass/browsers', 'browser profiles of console --isolate'],
        ['CACHE/hallpass/compiled', "Node's compile cache"],
      ],
      24,
    )}\nCACHE is ~/.cache (XDG_CACHE_HOME), ~/Library/Caches on macOS, LOCALAPPDATA on\nWindows; CONFIG is ~/.config (XDG_CONFIG_HOME), ~/Library/Application Support on\nmacOS, APPDATA on Windows. AWS's files are written by a new one that takes their\nplace, under a lock: what is not ours in them stays as it was, byte for byte.\n`,
}
