import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** Keys that sign: an issuer's, or those of a session. */
export interface SigningKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Signs the body of a call to `POST /`, anew each time. */
export type Sign = (body: string, now: Date) => string

/**
 * Signature Version 4 for one host, service and key, as the header lines of the request. Written for the
 * benchmark, so that neither side is measured with code of its own on the other end of the wire. The derived
 * key is kept for the day; each call has its own date and signature.
 */
export function createSign(host: string, service: 'sts' | 'iam', keys: SigningKeys): Sign {
  const region = 'us-east-1'
  const token = keys.sessionToken === undefined ? '' : `x-amz-security-token:${keys.sessionToken}\n`
  const signedHeaders = `content-type;host;x-amz-date${token === '' ? '' : ';x-amz-security-token'}`
  const contentType = 'application/x-www-form-urlencoded'
  let day = ''
  let key = createSecretKey(Buffer.alloc(32))
  return (body, now) => {
    const date = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
    if (!date.startsWith(day) || day === '') {
      day = date.slice(0, 8)
      key = signingKey(keys.secretAccessKey, day, region, service)
    }
    const scope = `${day}/${region}/${service}/aws4_request`
    const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${host}\nx-amz-date:${date}\n${token}\n${signedHeaders}\n${sha256(body)}`
    const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`
    const signature = createHmac('sha256', key).update(text).digest('hex')
    return [
      `host: ${host}`,
      `content-type: ${contentType}`,
      `x-amz-date: ${date}`,
      ...(keys.sessionToken === undefined ? [] : [`x-amz-security-token: ${keys.sessionToken}`]),
      `authorization: AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      `content-length: ${Buffer.byteLength(body)}`,
    ].join('\r\n')
  }
}

function signingKey(secret: string, day: string, region: string, service: string): KeyObject {
  let key: string | Buffer = `AWS4${secret}`
  for (const part of [day, region, service, 'aws4_request']) {
    key = createHmac('sha256', key).update(part).digest()
  }
  return createSecretKey(Buffer.from(key))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
