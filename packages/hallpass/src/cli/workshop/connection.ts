import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { fileReason, fileText, readRegularFile } from '../../safe-file/index.ts'
import { type Client, createClient } from '../../client/index.ts'
import { defaultTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { ConnectionFlags } from './connection-flags.ts'

/** The flags, as they are typed in a further command. */
export function connectionWords({ serverUrl, tokenFile }: ConnectionFlags): readonly string[] {
  return Object.entries({ '--server-url': serverUrl, '--token-file': tokenFile }).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, posixWord(value)],
  )
}

/** The server's address, without a slash at its end. */
export function serverAddress({ env }: CommandContext, { serverUrl }: ConnectionFlags): string {
  const url = (serverUrl ?? env['HALLPASS_SERVER_URL'] ?? '').replace(/\/+$/, '')
  if (url !== '') return url
  throw new HallpassError('UsageError', 'it is not said which server', {
    hint: 'give --server-url URL, or set HALLPASS_SERVER_URL',
    facts: { name: 'serverUrl' },
  })
}

/** A client for what the flags and the environment name. A token is never an argument: others can read those. */
export function connect(context: CommandContext, flags: ConnectionFlags): Client {
  const { tokenFile } = flags
  const { env, signal } = context
  const url = serverAddress(context, flags)
  const token = tokenFile === undefined ? env['HALLPASS_TOKEN'] : readToken(tokenFile)
  if (token === undefined || token === '') {
    throw new HallpassError('NotSignedIn', 'there is no token for the server', {
      hint: 'set HALLPASS_TOKEN, or give --token-file FILE',
      facts: { name: 'tokenFile' },
    })
  }
  return createClient({ url, token, transport: defaultTransport(env), signal })
}

function readToken(file: string): string {
  try {
    return fileText(readRegularFile(file, { maxBytes: 64 * 1024 })).trim()
  } catch (error) {
    throw new HallpassError('UsageError', `the file with the token cannot be read: ${fileReason(error)}`, {
      hint: 'check --token-file',
      cause: error,
      facts: { file },
    })
  }
}
