import { OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** What somebody is at the provider, and what it does otherwise than it should. */
export interface ProviderBehaviour {
  claims: Record<string, unknown>
  userinfo: Record<string, unknown>
  /** Changes the token before it is signed. */
  token: (token: { header: Record<string, unknown>; payload: Record<string, unknown> }) => void
  /** Changes the answer of the token endpoint, after. */
  answer: (answer: { body: Record<string, unknown> | ''; statusCode: number }) => void
  /** Changes where people are sent back to. */
  redirect: (url: URL) => void
  /** Changes the discovery document. */
  discovery: (body: Record<string, unknown>) => void
}

const well = (): ProviderBehaviour => ({
  claims: { sub: 'ann-1', name: 'Ann', email: 'ann@example.com', email_verified: true },
  userinfo: {},
  token: () => {},
  answer: () => {},
  redirect: () => {},
  discovery: () => {},
})

/** A provider on this machine, that behaves well at the beginning of each test. */
export function useProvider() {
  const server = new OAuth2Server()
  const behaviour = well()
  const requests: { authorization: string | undefined; body: Record<string, unknown> }[] = []
  beforeAll(async () => {
    await server.issuer.keys.generate('RS256')
    await server.start(0, '127.0.0.1')
    const { service } = server
    service.on('beforeWellKnownOpenIdConfiguration', ({ body }) => behaviour.discovery(body))
    service.on('beforeTokenSigning', (token) => {
      // The access token goes the same way: it has no audience of ours.
      if ('aud' in token.payload) {
        Object.assign(token.payload, behaviour.claims)
        behaviour.token(token)
      }
    })
    service.on('beforeResponse', (answer, request) => {
      requests.push({ authorization: request.headers.authorization, body: request.body })
      behaviour.answer(answer)
    })
    service.on('beforeAuthorizeRedirect', ({ url }) => behaviour.redirect(url))
    service.on('beforeUserinfo', ({ body }) => {
      Object.assign(body, { sub: behaviour.claims['sub'] }, behaviour.userinfo)
    })
  })
  afterAll(() => server.stop())
  beforeEach(() => {
    Object.assign(behaviour, well())
    requests.length = 0
  })
  return {
    behaviour,
    /** What the token endpoint was asked. */
    requests,
    server,
    issuer: (): string => server.issuer.url ?? '',
  }
}
