import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { consoleLink } from '../../packages/hallpass/src/console/console-link.ts'
import { issue } from '../../packages/hallpass/src/issue/issue.ts'
import { createTransport } from '../../packages/hallpass/src/wire/transport.ts'
import {
  closedPort,
  pem,
  serveHttp,
  serveHttps,
  serveTcp,
  start,
} from '../../packages/hallpass/test/wire/loopback.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'

const host = String.raw`127\.0\.0\.1:\d+`

/** `issue()` with less patience than the command has, so that a test need not have it either. */
function issueHastily(place: FaultPlace, endpoint: URL) {
  const { roleArn, env } = place
  return place.library(() =>
    issue({
      roleArn,
      sessionName: 'ada',
      env,
      endpointUrl: endpoint,
      wire: { timeoutMs: 150, maxAttempts: 1 },
    }),
  )
}

const atEndpoint = (endpoint: URL) => ({ AWS_ENDPOINT_URL: endpoint.href })

/** A proxy that opens a tunnel to nobody without a password. */
function serveLockedProxy(): Promise<URL> {
  const server = createServer()
  server.on('connect', (_: IncomingMessage, socket: Socket) => {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="lab"\r\n\r\n')
  })
  return start(server, 'http')
}

/** What lies between here and AWS. */
export const networkFaults: readonly Fault[] = [
  {
    code: 'NetworkUnreachable',
    cause: 'a connection that is refused',
    happens: async (place) => place.issue(atEndpoint(await closedPort())),
    message: new RegExp(`^nothing listens on ${host}: connection refused$`),
    hint: /^check the network, the region and any endpoint URL setting, then run it again$/,
  },
  {
    code: 'NetworkUnreachable',
    cause: 'a connection that is reset in the middle of an answer',
    happens: async (place) => {
      const endpoint = await serveTcp((socket) =>
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n<AssumeRoleResponse', () =>
            socket.resetAndDestroy(),
          )
        }),
      )
      return place.issue(atEndpoint(endpoint))
    },
    message: new RegExp(`^${host} broke the connection off before its answer was complete$`),
    hint: /^check the network/,
  },
  {
    code: 'NetworkUnreachable',
    cause: 'a name that no DNS knows',
    happens: (place) => place.issue({ AWS_ENDPOINT_URL: 'https://sts.hallpass.invalid' }),
    // Without any name server the answer is that nobody could be asked.
    message:
      /^(?:no address is known for sts\.hallpass\.invalid|the name of sts\.hallpass\.invalid could not be looked up)$/,
    hint: /DNS/,
  },
  {
    code: 'NetworkUnreachable',
    cause: 'a sign-in endpoint that is not there, when the link is all that was asked for',
    happens: async (place) => {
      const { host: nobody } = await closedPort()
      return place.issue({ HALLPASS_SIGNIN_ENDPOINT_URL: `http://${nobody}/federation` }, '-o', 'link')
    },
    message: new RegExp(`^nothing listens on ${host}: connection refused$`),
    hint: /endpoint URL/,
  },
  {
    code: 'NetworkTimeout',
    cause: 'an answer that comes in drop by drop',
    happens: async (place) => {
      const endpoint = await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': 'text/xml' })
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
      })
      return issueHastily(place, endpoint)
    },
    message: new RegExp(`^${host} did not answer in full within 0\\.15 s$`),
    hint: /^run it again; if it stays, check the network, the proxy and the endpoint URL$/,
  },
  {
    code: 'NetworkTimeout',
    cause: 'a sign-in endpoint that takes the question and never answers',
    happens: async (place) => {
      const endpoint = await serveTcp(() => {})
      return place.library(() =>
        consoleLink({
          roleArn: place.roleArn,
          credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 's', sessionToken: 't' },
          signinEndpointUrl: new URL('/federation', endpoint),
          wire: { transport: createTransport({ timeoutMs: 150 }), maxAttempts: 1 },
        }),
      )
    },
    message: new RegExp(`^${host} did not answer in full within 0\\.15 s$`),
    hint: /^run it again/,
  },
  {
    code: 'NetworkTimeout',
    cause: 'a TLS connection that is never agreed on',
    happens: async (place) => {
      const { port } = await serveTcp(() => {})
      const transport = createTransport({ connectTimeoutMs: 150 })
      return place.library(() =>
        issue({
          roleArn: place.roleArn,
          sessionName: 'ada',
          env: place.env,
          endpointUrl: `https://127.0.0.1:${port}`,
          wire: { transport, maxAttempts: 1 },
        }),
      )
    },
    message: new RegExp(`^${host} did not take the connection within 0\\.15 s$`),
    hint: /^check the network, the region and any endpoint URL or proxy setting, then run it again$/,
  },
  {
    code: 'TlsFailed',
    cause: 'a certificate that is for another name',
    happens: async (place) => {
      const endpoint = await serveHttps((_, response) => response.end())
      const AWS_CA_BUNDLE = place.write('ca.pem', pem('ca.pem'))
      return place.issue({ ...atEndpoint(endpoint), AWS_CA_BUNDLE })
    },
    message: new RegExp(`^the certificate of ${host} is for another name$`),
    hint: /AWS_CA_BUNDLE.*endpoint URL/,
  },
  {
    code: 'TlsFailed',
    cause: 'a certificate that nobody trusted vouches for',
    happens: async (place) => place.issue(atEndpoint(await serveHttps((_, response) => response.end()))),
    message: new RegExp(
      `^the certificate of ${host} leads to an authority that this machine does not trust$`,
    ),
    hint: /^behind a proxy that opens TLS, name its certificate in AWS_CA_BUNDLE/,
  },
  {
    code: 'TlsFailed',
    cause: 'a port that speaks plain HTTP where TLS was asked for',
    happens: async (place) => {
      const { port } = await serveHttp((_, response) => response.end())
      return place.issue({ AWS_ENDPOINT_URL: `https://127.0.0.1:${port}` })
    },
    // Which of the two depends on the version of OpenSSL.
    message: new RegExp(
      `^(?:no TLS connection to ${host} could be made|${host} does not speak TLS that this machine understands)$`,
    ),
    hint: /meant for https$/,
  },
  {
    code: 'SettingInvalid',
    cause: 'a proxy that answers 407',
    happens: async (place) => {
      const HTTPS_PROXY = (await serveLockedProxy()).href
      return place.issue({ AWS_ENDPOINT_URL: 'https://sts.hallpass.test', HTTPS_PROXY })
    },
    message: new RegExp(`^proxy ${host} wants a user and a password \\(407\\)$`),
    hint: new RegExp(`^set them in HTTPS_PROXY: http://USER:PASSWORD@${host}$`),
  },
  {
    code: 'ResponseInvalid',
    cause: 'HTML instead of XML',
    happens: async (place) => place.issue({ AWS_ENDPOINT_URL: (await place.stub({ kind: 'portal' })).url }),
    message: new RegExp(
      `^${host} answered sts:AssumeRole with something that AWS does not send \\(status 200, text/html\\)$`,
    ),
    hint: /^check the endpoint URL, and whether a proxy or a log-in page of this network answered/,
  },
  {
    code: 'ResponseInvalid',
    cause: 'XML that ends in the middle',
    happens: async (place) => {
      const endpoint = await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': 'text/xml' })
        response.end('<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA')
      })
      return place.issue(atEndpoint(endpoint))
    },
    message: new RegExp(`^${host} answered sts:AssumeRole with something that AWS does not send`),
    hint: /^check the endpoint URL/,
  },
  {
    code: 'ResponseInvalid',
    cause: 'an answer that has no end',
    happens: async (place) => {
      const endpoint = await serveHttp((_, response) => response.end('x'.repeat(2 ** 20 + 1)))
      return place.issue(atEndpoint(endpoint))
    },
    message: new RegExp(`^the answer of ${host} is larger than 1048576 bytes$`),
    hint: /^check the endpoint URL/,
  },
  {
    code: 'Aborted',
    cause: 'Ctrl-C while AWS is being asked',
    happens: async (place) => {
      const stub = await place.stub({ kind: 'silent' })
      const args = ['issue', '-r', place.roleArn, '-s', 'ada']
      return place.hallpass(
        args,
        { AWS_ENDPOINT_URL: stub.url },
        { started: (child) => void stub.firstAsked.then(() => child.kill('SIGINT')) },
      )
    },
    message: new RegExp(`^the call to ${host} was called off$`),
    hint: undefined,
  },
]
