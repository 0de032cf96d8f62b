import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isSignedBy, parseJsonWebToken } from '../../src/sts/json-web-token.ts'

const payload =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'

// RFC 7515, appendices A.2 and A.3.
const vectors = [
  {
    name: 'RS256',
    token: `eyJhbGciOiJSUzI1NiJ9.${payload}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
    key: {
      kty: 'RSA',
      e: 'AQAB',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
    },
  },
  {
    name: 'ES256',
    token: `eyJhbGciOiJFUzI1NiJ9.${payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
  },
]

describe.each(vectors)('the $name token of RFC 7515', ({ token, key }) => {
  const publicKey = createPublicKey({ key, format: 'jwk' })

  it('is not signed by another key, and not with one letter changed', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    expect(isSignedBy(parseJsonWebToken(token)!, other)).toBe(false)
    const [header = '', body = '', signature = ''] = token.split('.')
    for (const changed of [
      `${header}.${body.replace('J', 'K')}.${signature}`,
      `${header}.${body}.${signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))}`,
    ]) {
      const parsed = parseJsonWebToken(changed)
      expect(parsed !== undefined && isSignedBy(parsed, publicKey)).toBe(false)
    }
  })

  it('is signed by its key', () => {
    const parsed = parseJsonWebToken(token)
    expect(parsed?.claims.get('iss')).toBe('joe')
    expect(isSignedBy(parsed!, publicKey)).toBe(true)
  })
})

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('what is no token', () => {
  it.each([
    ['nothing', ''],
    ['two parts', `${encode({ alg: 'RS256' })}.${payload}`],
    ['four parts', `${encode({ alg: 'RS256' })}.${payload}.AA.AA`],
    ['no signature', `${encode({ alg: 'none' })}.${payload}.`],
    ['the algorithm none', `${encode({ alg: 'none' })}.${payload}.AA`],
    ['a shared secret', `${encode({ alg: 'HS256' })}.${payload}.AA`],
    ['an algorithm called __proto__', `${encode({ alg: '__proto__' })}.${payload}.AA`],
    ['an extension to understand', `${encode({ alg: 'RS256', crit: ['b64'] })}.${payload}.AA`],
    ['claims that are a list', `${encode({ alg: 'RS256' })}.${encode([])}.AA`],
    ['claims that are no JSON', `${encode({ alg: 'RS256' })}.e30x.AA`],
  ])('%s', (_, text) => {
    expect(parseJsonWebToken(text)).toBeUndefined()
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), fc.string(), (header, claims, signature) => {
        for (const text of [
          header,
          `${header}.${claims}.${signature}`,
          `${encode({ alg: 'ES256', kid: header })}.${Buffer.from(claims).toString('base64url')}.${encode(signature)}`,
        ]) {
          const parsed = parseJsonWebToken(text)
          const key = createPublicKey({ key: vectors[1]!.key, format: 'jwk' })
          expect(parsed !== undefined && isSignedBy(parsed, key)).toBe(false)
        }
      }),
    )
  })
})
