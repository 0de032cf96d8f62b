import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { readFileSync } from 'node:fs'
import { afterEach } from 'vitest'

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** Starts an HTTP server on loopback that is closed, connections included, when the test ends. */
export function serveHttp(listener: RequestListener): Promise<URL> {
  return start(createServer(listener), 'http')
}

/** The same over TLS, with a certificate for `sts.hallpass.test` only. */
export function serveHttps(listener: RequestListener): Promise<URL> {
  return start(createSecureServer({ key: pem('server-key.pem'), cert: pem('server.pem') }, listener), 'https')
}

/** Starts a server that does with each connection what it likes. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<URL> {
  return start(createTcpServer(onConnection), 'http')
}

/** Starts a server made elsewhere. */
export async function start(server: Server | HttpServer, scheme: 'http' | 'https'): Promise<URL> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  open.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => void server.close(() => resolve()))
  })
  return new URL(`${scheme}://127.0.0.1:${portOf(server)}`)
}

/** A port of loopback on which nothing listens. */
export async function closedPort(): Promise<URL> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const port = portOf(server)
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  return new URL(`http://127.0.0.1:${port}`)
}

/** A file of the test certificates. */
export function pem(file: string): string {
  return readFileSync(new URL(`certificates/${file}`, import.meta.url), 'utf8')
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
