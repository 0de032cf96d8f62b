import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../packages/hallpass/test/command.ts'
import { serveHttps, start } from '../packages/hallpass/test/wire/loopback.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { type LocalAwsProcess, startLocalAws } from './local-aws-process.ts'
import { runProcess } from './run-process.ts'
import { makeSeedSetup } from './seed-setup.ts'

const bundle = fileURLToPath(new URL('../packages/hallpass/test/wire/certificates/ca.pem', import.meta.url))

let aws: LocalAwsProcess
let setup: Awaited<ReturnType<typeof makeSeedSetup>>
beforeAll(async () => {
  aws = await startLocalAws()
  setup = await makeSeedSetup(aws.env)
})
afterAll(() => aws.stop())

/** The local AWS over TLS, as `sts.hallpass.test` with a certificate of a private authority. */
function serveSecured(): Promise<URL> {
  return serveHttps((incoming, response) => {
    const { method, headers, url } = incoming
    const onward = request(new URL(url ?? '/', aws.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(onward)
  })
}

/** A proxy that leads every tunnel to `port`; and whom it was asked for, with whose password. */
async function serveProxy(port: string): Promise<{ readonly url: URL; readonly asked: string[] }> {
  const asked: string[] = []
  const server = createServer()
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    const [, basic = ''] = incoming.headers['proxy-authorization']?.split(' ') ?? []
    asked.push(`${incoming.url} ${Buffer.from(basic, 'base64').toString()}`)
    const onward = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  })
  return { url: await start(server, 'http'), asked }
}

/** `hallpass issue` behind a proxy that wants a password. */
async function issueBehindProxy(settings: Readonly<Record<string, string>>) {
  const { port } = await serveSecured()
  const proxy = await serveProxy(port)
  proxy.url.username = 'ada'
  proxy.url.password = 'open sesame'
  const env = cleanEnvironment({
    AWS_ACCESS_KEY_ID: setup.accessKeyId,
    AWS_SECRET_ACCESS_KEY: setup.secretAccessKey,
    AWS_REGION: 'eu-west-1',
    HTTPS_PROXY: proxy.url.href,
    HOME: '/nowhere',
    ...settings,
  })
  const args = [...leading, 'issue', '-r', setup.roleArn, '-s', 'ada']
  return { asked: proxy.asked, ...(await runProcess(ourProgram, args, { env })) }
}

const ours = {
  AWS_ENDPOINT_URL: 'https://sts.hallpass.test',
  HALLPASS_SIGNIN_ENDPOINT_URL: 'https://sts.hallpass.test/federation',
}

describe('the command behind a proxy', () => {
  it('does not trust a private authority by itself', async () => {
    const { exitCode, stdout, stderr } = await issueBehindProxy(ours)
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' })
    expect(stderr).toMatch(/^error: the certificate of sts\.hallpass\.test leads to an authority that this/)
  })

  it('does not ask the proxy where NO_PROXY names the host', async () => {
    const { exitCode, asked } = await issueBehindProxy({ ...ours, NO_PROXY: '.hallpass.test' })
    expect({ exitCode, asked }).toEqual({ exitCode: 5, asked: [] })
  })

  it('reaches STS and the sign-in endpoint of the authority in AWS_CA_BUNDLE', async () => {
    const { exitCode, stdout, stderr, asked } = await issueBehindProxy({ ...ours, AWS_CA_BUNDLE: bundle })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA/) as unknown,
      ConsoleMagicLink: expect.stringContaining('https://sts.hallpass.test/federation?') as unknown,
    })
    expect(new Set(asked)).toEqual(new Set(['sts.hallpass.test:443 ada:open sesame']))
  })
})

describe("a command for the server's API behind a proxy", () => {
  it.each([
    ['workshop', ['workshop', 'list', '--server-url', 'https://sts.hallpass.test']],
    ['join', ['join', 'https://sts.hallpass.test/join/abcd-efgh', '--name', 'Ada']],
  ])('reaches a server of the authority in AWS_CA_BUNDLE: %s', async (_, args) => {
    const reached: string[] = []
    const { port } = await serveHttps((incoming, response) => {
      reached.push(`${incoming.method} ${incoming.url}`)
      response.writeHead(503).end()
    })
    const proxy = await serveProxy(port)
    const settings = { HTTPS_PROXY: proxy.url.href, HALLPASS_TOKEN: 'hp_api_token', HOME: '/nowhere' }
    const run = (more: Readonly<Record<string, string>>) =>
      runProcess(ourProgram, [...leading, ...args], { env: cleanEnvironment({ ...settings, ...more }) })
    expect((await run({})).stderr).toContain('leads to an authority that this')
    expect(reached).toEqual([])
    await run({ AWS_CA_BUNDLE: bundle })
    expect(reached).not.toEqual([])
    expect(new Set(proxy.asked)).toEqual(new Set(['sts.hallpass.test:443 ']))
  })
})

describe('the endpoint of AWS that the command calls', () => {
  it.each<{ readonly settings: Readonly<Record<string, string>>; readonly host: string }>([
    { settings: {}, host: 'sts.eu-west-1.amazonaws.com' },
    { settings: { AWS_USE_FIPS_ENDPOINT: 'true' }, host: 'sts-fips.eu-west-1.amazonaws.com' },
    { settings: { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, host: 'sts.eu-west-1.api.aws' },
    {
      settings: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      host: 'sts-fips.eu-west-1.api.aws',
    },
  ])('is $host where $settings', async ({ settings, host }) => {
    // Nobody else has a certificate for it: the proxy is asked for the host, and the call ends there.
    const { exitCode, stderr, asked } = await issueBehindProxy({ AWS_CA_BUNDLE: bundle, ...settings })
    expect({ exitCode, asked }).toEqual({ exitCode: 5, asked: [`${host}:443 ada:open sesame`] })
    expect(stderr).toContain(`error: the certificate of ${host} is for another name`)
  })
})
