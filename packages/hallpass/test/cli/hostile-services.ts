import { type IncomingHttpHeaders, request, type ServerResponse } from 'node:http'
import { serveHttp } from '../wire/loopback.ts'

/** Sets the title, clears the screen, goes back over the line, colours by C1, turns around, isolates, breaks lines. */
export const hostile = 'ada\u001b]0;x\u0007\u001b[2J\rb\u009b31mc\u202egnp\u2066\u2028d\u007f\u0085'
/** What is left of it in XML and in lines: no C0. */
export const inXml = Array.from(hostile)
  .filter((character) => character >= ' ')
  .join('')

const refusal = (text: string, code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${text}</RequestId></ErrorResponse>`

/** A service that refuses everything; every word of its refusals is hostile. */
export function serveRefusals(): Promise<URL> {
  let refusals = 0
  return serveHttp(({ url = '/' }, response) => refuse(url, response, (refusals += 1)))
}

/** What a hostile AWS or server says no with. */
function refuse(url: string, response: ServerResponse, count: number): void {
  if (url.startsWith('/v1/')) {
    const code = count % 2 === 0 ? 'Forbidden' : hostile
    response.writeHead(403, { 'content-type': 'application/problem+json' })
    response.end(
      JSON.stringify({
        code,
        title: hostile,
        detail: hostile,
        hint: `${hostile}\n${hostile}`,
        name: hostile,
      }),
    )
    return
  }
  const code =
    ['AccessDenied', 'ValidationError', 'InvalidClientTokenId', inXml, 'NoSuchEntity'][count % 5] ?? ''
  response.writeHead(count % 7 === 0 ? 400 : 403, { 'content-type': 'text/xml', 'x-amzn-requestid': 'r' })
  response.end(refusal(count % 2 === 0 ? hostile : inXml, code))
}

/** How {@link serveHostileWords} answers for a workshop. */
export const workshop = {
  id: hostile,
  name: `${hostile}\nerror: not ours`,
  state: hostile,
  roles: [{ accountId: hostile, roleArn: hostile }],
  startsAt: hostile,
  endsAt: hostile,
  timeZone: hostile,
  seats: 3,
  joinCode: hostile,
  durationSeconds: 3600,
}

/** A server that calls everything something hostile, and the AWS at `behind` with each word of its answers made hostile. */
export function serveHostileWords(behind: string): Promise<URL> {
  return serveHttp((incoming, response) => {
    let body = ''
    const { url = '/', headers } = incoming
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    incoming.on('end', () => {
      if (url.startsWith('/v1/')) answerAsServer(url, response, body)
      else passOn(`${behind}${url}`, headers, body, response)
    })
  })
}

function answerAsServer(url: string, response: ServerResponse, body: string): void {
  const participant = { id: hostile, name: hostile }
  const lease = {
    id: hostile,
    state: hostile,
    sessionName: hostile,
    lastIssuedAt: hostile,
    participant,
    endsAt: hostile,
  }
  const list = { items: [url.includes('/leases') ? lease : workshop], next: null }
  const isPage = /\/(?:leases|workshops)\?|\/workshops$/.test(url) && !body.includes('seats')
  const problems = [{ row: 1, message: hostile, hint: hostile }]
  const answer = url.includes('/participants')
    ? { dryRun: false, added: 1, known: 0, leases: 1, problems }
    : url.includes('/revoke')
      ? { lease, denial: { state: 'written', deniedAt: hostile } }
      : isPage
        ? list
        : workshop
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer))
}

function passOn(url: string, headers: IncomingHttpHeaders, body: string, response: ServerResponse): void {
  // The host stays: it is signed.
  const passed = request(url, { method: body === '' ? 'GET' : 'POST', headers })
  passed.on('response', (answer) => {
    let text = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    answer.on('end', () => {
      response.writeHead(answer.statusCode ?? 500, { 'content-type': 'text/xml' })
      response.end(text.replaceAll(/>([^<>]+)<\//g, (_whole, leaf: string) => `>${leaf}${inXml}</`))
    })
  })
  passed.end(body)
}
