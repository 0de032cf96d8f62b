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
 * more. A server that closes the connection after an answer is connected to again. Answers need a
 * Content-Length.
 */
export async function openConnection(url: URL): Promise<Connection> {
  let socket = await connected(url)
  return {
    post: async (headerLines, body) => {
      if (socket.destroyed) socket = await connected(url)
      const answer = await exchange(socket, `POST / HTTP/1.1\r\n${headerLines}\r\n\r\n${body}`)
      if (answer.last) socket.destroy()
      return answer
    },
    close: () => socket.destroy(),
  }
}

function connected(url: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    // The answers are ASCII, and a decoded string is cheaper to search than bytes.
    socket.setEncoding('latin1')
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      // Each exchange listens for itself; between two of them there is nothing to tell.
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

interface LastOrNot extends Answer {
  /** The server closes the connection now. */
  readonly last: boolean
}

function exchange(socket: Socket, request: string): Promise<LastOrNot> {
  return new Promise((resolve, reject) => {
    let received = ''
    const finish = (settle: () => void): void => {
      socket.off('data', onData)
      socket.off('close', onClose)
      settle()
    }
    const onData = (chunk: string): void => {
      received += chunk
      const answer = readAnswer(received)
      if (answer !== undefined) finish(() => resolve(answer))
    }
    const onClose = (): void => finish(() => reject(new Error('the connection was closed without an answer')))
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.write(request)
  })
}

function readAnswer(received: string): LastOrNot | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`an answer without a Content-Length:\n${head}`)
  const body = received.slice(end + 4)
  if (body.length < Number(length)) return undefined
  return { status: Number(head.slice(9, 12)), body, last: /\r\nconnection: *close/i.test(head) }
}
