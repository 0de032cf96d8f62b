import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HallpassError, isoSeconds } from '../base/index.ts'
import { isSameSecret, openLoopback } from '../loopback/index.ts'

/** Temporary keys, as they are handed to whoever asks the endpoint. */
export interface ServedCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

export interface ServeCredentialsOptions {
  /** The keys of this moment; asked once for all who ask at the same time. Secret. */
  readonly credentials: () => Promise<ServedCredentials>
  /** The folder for temporary files. Default: the system's. */
  readonly temporaryFolder?: string | undefined
}

/** A container credentials endpoint that is up. */
export interface CredentialsEndpoint {
  /** What `AWS_CONTAINER_CREDENTIALS_FULL_URI` has to be. */
  readonly url: string
  /** What `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` has to be: 0600, in a folder of its own. */
  readonly tokenFile: string
  /** An empty file in the same folder, to stand in for a file that is to be passed over. */
  readonly emptyFile: string
  /** Stops listening and takes the folder away. */
  readonly close: () => void
}

const path = '/v1/credentials'

/**
 * Serves keys on a loopback port as AWS's SDKs ask a container credentials endpoint for them: they ask again by
 * themselves before the keys end, for as long as this is up.
 *
 * Loopback only; the token that a file of the user's own holds, compared in constant time; the Host header checked, so
 * that no page in a browser gets there by another name.
 *
 * Source: "Container credential provider", AWS SDKs and tools reference guide.
 */
export async function serveCredentials(options: ServeCredentialsOptions): Promise<CredentialsEndpoint> {
  const token = randomBytes(32).toString('base64url')
  const current = oneAtATime(options.credentials)
  const loopback = await openLoopback((request, response, { isOurs }) =>
    respond(request, response, { isOurs, token, credentials: current }),
  )
  // Whoever started it waits for something else.
  loopback.unref()
  // mkdtemp makes it 0700: nobody else gets to what is in it.
  const folder = mkdtempSync(join(options.temporaryFolder ?? tmpdir(), 'hallpass-'))
  const tokenFile = join(folder, 'token')
  const emptyFile = join(folder, 'empty')
  writeFileSync(tokenFile, token, { mode: 0o600 })
  writeFileSync(emptyFile, '', { mode: 0o600 })
  return {
    url: `http://${loopback.host}${path}`,
    tokenFile,
    emptyFile,
    close: () => {
      loopback.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  {
    isOurs,
    token,
    credentials,
  }: {
    readonly isOurs: boolean
    readonly token: string
    readonly credentials: () => Promise<ServedCredentials>
  },
): Promise<void> {
  if (!isOurs) {
    return answer(response, 403, { Code: 'Forbidden', Message: 'this is served to this machine alone' })
  }
  if (!isSameSecret(request.headers.authorization ?? '', token)) {
    return answer(response, 401, { Code: 'NotSignedIn', Message: 'the token is another one' })
  }
  if (request.method !== 'GET' || request.url !== path) {
    return answer(response, 404, { Code: 'NotFound', Message: 'there is nothing here' })
  }
  try {
    const keys = await credentials()
    answer(response, 200, {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      Token: keys.sessionToken,
      Expiration: isoSeconds(keys.expiration),
    })
  } catch (error) {
    const known = error instanceof HallpassError
    // What an SDK gets a second time in the same way is not asked for a third time.
    answer(response, known && error.retryable ? 503 : 400, {
      Code: known ? error.code : 'Internal',
      Message: known ? error.message : 'hallpass itself failed',
    })
  }
}

function answer(response: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}

/** Those who ask while it is under way get what the first one gets. */
function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let under: Promise<T> | undefined
  return () =>
    (under ??= ask().finally(() => {
      under = undefined
    }))
}
