import { createLocalAws } from '@hallpass/local-aws'
import { describe, expect, it } from 'vitest'

const aws = createLocalAws()

/** The status and, of a refusal, its code. */
async function answer(
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  target = '/',
): Promise<string> {
  const rawHeaders = Object.entries({ Host: 'localhost:4566', Accept: 'text/html', ...headers }).flat()
  const { status, body } = await aws.handle({ method, target, rawHeaders, body: Buffer.of() })
  return `${status} ${/<Code>(\w+)/.exec(String(body))?.[1] ?? ''}`.trim()
}

describe('an unsigned request', () => {
  it.each([
    ['a name that somebody pointed here', { Host: 'rebound.example.com:4566' }],
    ['a name that ends like one of ours', { Host: 'evil-localhost.com' }],
    ['a page of another host', { Origin: 'https://evil.example.com' }],
    ['a page of another port', { Origin: 'http://localhost:3000' }],
    ['a page without an origin', { Origin: 'null' }],
    [
      'a picture in a page',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    ],
    [
      'a frame in a page',
      { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    ],
  ])('is refused from %s', async (_, headers: Readonly<Record<string, string>>) => {
    for (const [method, target] of [
      ['GET', '/'],
      ['GET', '/console'],
      ['GET', '/federation?Action=login'],
      ['POST', '/console/sign-out'],
      ['PUT', '/public/key'],
      ['GET', '/public/key'],
      ['GET', '/?Action=GetCallerIdentity&Version=2011-06-15'],
    ] as const) {
      expect([method, target, await answer(headers, method, target)]).toEqual([
        method,
        target,
        '403 AccessDenied',
      ])
    }
  })

  it('that asks what a bucket lets other pages do is refused from a name that somebody pointed here', async () => {
    const asks = { Origin: 'http://rebound.example.com:4566', 'Access-Control-Request-Method': 'GET' }
    const sent = { Host: 'rebound.example.com:4566', ...asks }
    expect(await answer(sent, 'OPTIONS', '/public')).toBe('403 AccessDenied')
  })

  it('that posts is refused when a page of another site sends its visitor', async () => {
    const sent = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    }
    expect(await answer(sent, 'POST', '/console/sign-out')).toBe('403 AccessDenied')
    expect(await answer(sent)).toBe('303')
  })

  it.each([
    'localhost:4566',
    '127.0.0.1:4566',
    '[::1]:4566',
    '192.168.1.7:4566',
    'local-aws:4566',
    'host.docker.internal:4566',
    'lab.localhost:4566',
    'signin.aws.amazon.com',
    'lab.s3.eu-west-1.amazonaws.com',
  ])('is answered for the host %s', async (host) => {
    expect(await answer({ Host: host })).toBe('303')
    const own = { Host: host, Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' }
    expect(await answer(own, 'POST', '/console/sign-out')).toBe('303')
  })
})
