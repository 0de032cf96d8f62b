import { connect, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One keep-alive connection, one request at a time. */
export interface Connection {
  /** Sends `POST /` with header lines that include the host and the body's length. */
  readonly post: (headerLines: string, body: string) => Promise<Answer>
  readonly close: () => void
}

/**
 * HTTP/1.1 on a bare socket: the load must cost less to make than to answer, and node:http's own client costs
 * more. Answers need a Content-Length.
 */
export async function openConnection(url: URL): Promise<Connection> {
  const socket = await connected(url)
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  let received = ''
  let ended: Error | undefined
  const fail = (error: Error): void => {
    ended = error
    waiting?.reject(error)
    waiting = undefined
  }
  // The answers are ASCII, and a decoded string is cheaper to search than bytes.
  socket.setEncoding('latin1')
  socket.on('error', fail)
  socket.on('close', () => fail(new Error(`${url.host} closed the connection`)))
  socket.on('data', (chunk: string) => {
    received += chunk
    const answer = readAnswer(received)
    if (answer === undefined || waiting === undefined) return
    received = ''
    const { resolve } = waiting
    waiting = undefined
    resolve(answer)
  })
  return {
    post: (headerLines, body) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(ended)
          return
        }
        waiting = { resolve, reject }
        socket.write(`POST / HTTP/1.1\r\n${headerLines}\r\n\r\n${body}`)
      }),
    close: () => socket.destroy(),
  }
}

function connected(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

function readAnswer(received: string): Answer | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a Content-Length:\n${head}`)
  const body = received.slice(end + 4)
  if (body.length < Number(length)) return undefined
  return { status: Number(head.slice(9, 12)), body }
}
