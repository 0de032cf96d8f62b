import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Arguments {
  readonly port: number
  readonly host: string
  readonly region: string
  readonly accountId: string
  readonly quiet: boolean
  readonly help: boolean
}

/** The text of `--help`. */
export function usage(program: string): string {
  return `usage: ${program} [--port N] [--host H] [--region R] [--account-id N] [--quiet]

Runs a local AWS (STS, IAM, S3 and the console's sign-in) until it is stopped.
Prints, once it answers, the lines to use it.

  --port N        the port to open (default: any free one)
  --host H        the address to open it on (default: 127.0.0.1)
  --region R      the region in the printed lines (default: us-east-1)
  --account-id N  the account, 12 digits (default: 111122223333)
  --quiet         no line for each request on stderr
  --help          this text

example:
  ${program} --port 4566 > local-aws.env &
  sleep 1; . ./local-aws.env
  aws sts get-caller-identity
`
}

/**
 * Reads the flags.
 *
 * @returns the arguments, or in words what is wrong with them
 */
export function parseArguments(argv: readonly string[]): Arguments | { readonly problem: string } {
  let values
  try {
    values = parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        region: { type: 'string', default: 'us-east-1' },
        'account-id': { type: 'string', default: '111122223333' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return { problem: firstSentence(error instanceof Error ? error.message : 'unreadable flags') }
  }
  const { port, host, region, quiet, help } = values
  const accountId = values['account-id']
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { problem: `--port must be a number from 0 to 65535, not '${port}'` }
  }
  if (!/^[\w.:-]+$/.test(host)) return { problem: `--host must be an address or a name, not '${host}'` }
  if (!/^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(region)) {
    return { problem: `--region must be a region's name such as eu-west-1, not '${region}'` }
  }
  if (!/^\d{12}$/.test(accountId)) return { problem: `--account-id must be 12 digits, not '${accountId}'` }
  return { port: Number(port), host, region, accountId, quiet, help }
}

function firstSentence(message: string): string {
  const sentence = message.split(/\.\s/, 1)[0] ?? message
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1).replace(/\.$/, '')
}
