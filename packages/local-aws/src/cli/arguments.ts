import { parseArgs } from 'node:util'

import type { WeatherOptions } from '../gateway/index.ts'
import { parseClock, parseDuration } from '../base/index.ts'

import { parseSize } from './size.ts'

/** What the command line asks for. */
export interface Arguments {
  readonly port: number
  readonly host: string
  readonly region: string | undefined
  readonly accountId: string | undefined
  readonly accounts: number | readonly string[]
  readonly quiet: boolean
  readonly help: boolean
  /** How far the clock is ahead of the machine's; `undefined` where no flag says it. */
  readonly clockAheadMs: number | undefined
  /** The path of the world file. */
  readonly world: string | undefined
  readonly maxStoredBytes: number
  readonly maxEvents: number
  readonly oneConsoleSession: boolean
  /** The directory in which everything is kept; `undefined`: none. */
  readonly data: string | undefined
  /** The file of a snapshot to begin with. */
  readonly load: string | undefined
  readonly weather: WeatherOptions
}

/** The text of `--help`. */
export function usage(program: string): string {
  return `usage: ${program} [--port N] [--host H] [--region R] [--account N]... [--quiet]

Runs a local AWS (STS, IAM, S3, DynamoDB, SNS, SQS, Parameter Store, Secrets
Manager and the console's sign-in) until it is stopped.
Prints, once it answers, the lines to use it.

  --port N        the port to open (default: any free one)
  --host H        the address to open it on (default: 127.0.0.1)
  --region R      the region in the printed lines (default: us-east-1)
  --world F       what is there from the start: a JSON file with users, roles,
                  buckets …, as world.schema.json of this package has it
  --account N     how many accounts, 1 to 10; or the id of one, 12 digits, and
                  again for each of the others (default: 1)
  --account-id N  the first account, 12 digits (default: 111122223333)
  --max-stored S  what is kept of objects at most (default: 20GiB); over 128 KiB
                  they are in the system's temporary folder
  --max-events N  how many of the last requests /_local/events has
                  (default: 10000; 0: none)
  --one-console-session
                  a browser is signed in to the console once, as in AWS without
                  multi-session support (default: up to five times)
  --data DIR      keep everything in a directory, and go on with what is in it
                  (default: everything ends with the process)
  --load FILE     begin with a snapshot; where DIR holds something, that counts
  --quiet         no line for each request on stderr
  --help          this text

Weather, as AWS has it and tests can ask for; all of it is off unless asked for:

  --clock T                start the clock at a moment (2026-11-22T12:00:00Z),
                           or ahead (+2h) or behind (-30m) of the machine's
  --consistency-delay D    new keys, roles and principals are unknown for that
                           long (10s); units ms, s, m, h, d
  --sts-rate N             STS requests a second, then Throttling (AWS: 600)
  --server-error-rate P    how many requests are answered 500 or 503, 0 to 1
  --drop-rate P            on how many the connection is cut, 0 to 1

example:
  ${program} --port 4566 > local-aws.env &
  sleep 1; . ./local-aws.env
  aws sts get-caller-identity
`
}

/**
 * Reads the flags.
 *
 * @param now the machine's clock, which `--clock` is set against
 * @returns the arguments, or in words what is wrong with them
 */
export function parseArguments(argv: readonly string[], now: Date): Arguments | { readonly problem: string } {
  let values
  try {
    values = readFlags(argv)
  } catch (error) {
    return { problem: firstSentence(error instanceof Error ? error.message : 'unreadable flags') }
  }
  const { port, host, region, quiet, help } = values
  const accountId = values['account-id']
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { problem: `--port must be a number from 0 to 65535, not '${port}'` }
  }
  if (!/^[\w.:-]+$/.test(host)) return { problem: `--host must be an address or a name, not '${host}'` }
  if (region !== undefined && !/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region)) {
    return { problem: `--region must be a region's name such as eu-west-1, not '${region}'` }
  }
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
    return { problem: `--account-id must be 12 digits, not '${accountId}'` }
  }
  const accounts = parseAccounts(values.account)
  if (typeof accounts === 'object' && 'problem' in accounts) return accounts
  if (typeof accounts === 'object' && accountId !== undefined) {
    return { problem: '--account-id is the first --account: leave it out' }
  }
  const { clock, world } = values
  if (world !== undefined && values.load !== undefined) {
    return { problem: '--world and --load both say what is there from the start: leave one out' }
  }
  if (values.data === '') return { problem: '--data must be a directory, not nothing: an empty variable?' }
  const clockAheadMs = clock === undefined ? undefined : parseClock(clock, now)
  if (clock !== undefined && clockAheadMs === undefined) {
    return { problem: `--clock must be a moment such as 2026-11-22T12:00:00Z, or +2h, not '${clock}'` }
  }
  const maxStoredBytes = parseSize(values['max-stored'])
  if (maxStoredBytes === undefined) {
    return { problem: `--max-stored must be such as 512MiB or 20GiB, not '${values['max-stored']}'` }
  }
  const maxEvents = /^\d{1,7}$/.test(values['max-events']) ? Number(values['max-events']) : Number.NaN
  if (!(maxEvents <= 1_000_000)) {
    return { problem: `--max-events must be a number from 0 to 1000000, not '${values['max-events']}'` }
  }
  const weather = parseWeather(values)
  if ('problem' in weather) return weather
  return {
    port: Number(port),
    host,
    region,
    accountId,
    accounts,
    quiet,
    help,
    clockAheadMs,
    world,
    maxStoredBytes,
    maxEvents,
    oneConsoleSession: values['one-console-session'],
    data: values.data,
    load: values.load,
    weather,
  }
}

/** How many accounts, or their ids. */
function parseAccounts(
  values: readonly string[] = ['1'],
): number | readonly string[] | { readonly problem: string } {
  const [only = ''] = values
  if (values.length === 1 && /^(?:[1-9]|10)$/.test(only)) return Number(only)
  for (const [index, value] of values.entries()) {
    if (!/^\d{12}$/.test(value)) {
      const what =
        values.length > 1 ? 'each an id of 12 digits' : 'a number from 1 to 10, or an id of 12 digits'
      return { problem: `--account must be ${what}, not '${value}'` }
    }
    if (values.indexOf(value) < index) return { problem: `--account ${value} is there twice` }
  }
  return values.length > 100 ? { problem: `--account may be there 100 times, not ${values.length}` } : values
}

type Flags = ReturnType<typeof readFlags>

function readFlags(argv: readonly string[]) {
  return parseArgs({
    args: withAttachedValue(argv, '--clock'),
    strict: true,
    allowPositionals: false,
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      region: { type: 'string' },
      world: { type: 'string' },
      'account-id': { type: 'string' },
      account: { type: 'string', multiple: true },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      data: { type: 'string' },
      load: { type: 'string' },
      'max-stored': { type: 'string', default: '20GiB' },
      'max-events': { type: 'string', default: '10000' },
      'one-console-session': { type: 'boolean', default: false },
      clock: { type: 'string' },
      'consistency-delay': { type: 'string', default: '0s' },
      'sts-rate': { type: 'string' },
      'server-error-rate': { type: 'string', default: '0' },
      'drop-rate': { type: 'string', default: '0' },
    },
  }).values
}

/** A value that begins with a dash, as in `--clock -30m`, would be taken for a flag by itself. */
function withAttachedValue(argv: readonly string[], flag: string): string[] {
  const at = argv.indexOf(flag)
  const value = argv[at + 1]
  if (at < 0 || value === undefined || !/^-\d/.test(value)) return [...argv]
  return [...argv.slice(0, at), `${flag}=${value}`, ...argv.slice(at + 2)]
}

function parseWeather(values: Flags): WeatherOptions | { readonly problem: string } {
  const consistencyDelayMs = parseDuration(values['consistency-delay'])
  if (consistencyDelayMs === undefined) {
    return { problem: `--consistency-delay must be such as 10s, not '${values['consistency-delay']}'` }
  }
  const stsRate = values['sts-rate']
  if (stsRate !== undefined && !/^[1-9]\d{0,6}$/.test(stsRate)) {
    return { problem: `--sts-rate must be a number from 1 to 9999999, not '${stsRate}'` }
  }
  for (const flag of ['server-error-rate', 'drop-rate'] as const) {
    if (!/^(?:0|1|0?\.\d{1,9}|1\.0+|0\.0+)$/.test(values[flag])) {
      return { problem: `--${flag} must be a number from 0 to 1, not '${values[flag]}'` }
    }
  }
  return {
    consistencyDelayMs,
    ...(stsRate === undefined ? {} : { stsRequestsPerSecond: Number(stsRate) }),
    faults: {
      serverErrorRate: Number(values['server-error-rate']),
      dropRate: Number(values['drop-rate']),
    },
  }
}

function firstSentence(message: string): string {
  const sentence = message.split(/\.\s/, 1)[0] ?? message
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1).replace(/\.$/, '')
}
