import { createPublicKey } from 'node:crypto'
import { AwsError, type RawRequest, type RawResponse } from '../base/index.ts'
import type { State, TokenIssuer } from '../model/index.ts'
import { issuersPath, issuerUrl } from './issuer-url.ts'
import { privateKeyOf, signingAlgorithms } from './sign-token.ts'

const keySetPath = '/.well-known/jwks.json'
const claims = ['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'https://sts.amazonaws.com/']

/**
 * Answers OpenID Connect Discovery and the key set of an account's issuer: public, and there also after the account
 * stopped issuing, as tokens that it issued before still count.
 *
 * @returns `undefined` for a request for something else
 * @throws AwsError `NoSuchKey` for an issuer or a document that is none
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function issuerDocument(
  request: Pick<RawRequest, 'method' | 'target'>,
  host: string | undefined,
  state: State,
): RawResponse | undefined {
  const path = request.target.replace(/\?.*$/s, '')
  if (!path.startsWith(`${issuersPath}/`)) return undefined
  const [id = '', ...rest] = path.slice(issuersPath.length + 1).split('/')
  const issuer = [...state.accounts.values()].find(({ tokenIssuer }) => tokenIssuer?.id === id)?.tokenIssuer
  const document = issuer && documentAt(`/${rest.join('/')}`, issuer, host)
  if (document === undefined || !['GET', 'HEAD'].includes(request.method)) {
    throw new AwsError('NoSuchKey', 404, 'There is no such document of an issuer of tokens.')
  }
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-cache'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: `${JSON.stringify(document)}\n`,
  }
}

function documentAt(path: string, issuer: TokenIssuer, host: string | undefined): object | undefined {
  switch (path) {
    case '/.well-known/openid-configuration': {
      const url = issuerUrl(issuer.id, host)
      return {
        issuer: url,
        jwks_uri: `${url}${keySetPath}`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: signingAlgorithms,
        claims_supported: claims,
      }
    }
    case keySetPath:
      return {
        keys: signingAlgorithms.map((algorithm) => {
          const key = issuer.keys[algorithm]
          const jwk = createPublicKey(privateKeyOf(key)).export({ format: 'jwk' })
          return { ...jwk, kid: key.id, use: 'sig', alg: algorithm }
        }),
      }
    default:
      return undefined
  }
}
