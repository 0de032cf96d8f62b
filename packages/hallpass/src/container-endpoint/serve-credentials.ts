import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HallpassError, isoSeconds } from '../base/index.ts'

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
  const server = createServer((request, response) => {
    void respond(request, response, portOf(server), token, current)
  })
  server.requestTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // Whoever started it waits for something else.
  server.unref()
  // mkdtemp makes it 0700: nobody else gets to what is in it.
  const folder = mkdtempSync(join(options.temporaryFolder ?? tmpdir(), 'hallpass-'))
  const tokenFile = join(folder, 'token')
  const emptyFile = join(folder, 'empty')
  writeFileSync(tokenFile, token, { mode: 0o600 })
  writeFileSync(emptyFile, '', { mode: 0o600 })
  return {
    url: `http://127.0.0.1:${portOf(server)}${path}`,
    tokenFile,
    emptyFile,
    close: () => {
      server.close()
      server.closeAllConnections()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  token: string,
  credentials: () => Promise<ServedCredentials>,
): Promise<void> {
  if (request.headers.host !== `127.0.0.1:${port}`) {
    return answer(response, 403, { Code: 'Forbidden', Message: 'this is served on 127.0.0.1 alone' })
  }
  if (!isSame(request.headers.authorization ?? '', token)) {
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

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Those who ask while it is under way get what the first one gets. */
function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let under: Promise<T> | undefined
  return () =>
    (under ??= ask().finally(() => {
      under = undefined
    }))
}

function portOf(server: Server): number {
  const address = server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}
