import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

import type { RawResponse } from '@hallpass/local-aws'

import type { Fixture } from '../local-aws-fixture.ts'

/** A PUT whose body comes when the test wants it. */
export interface PutInPieces {
  readonly response: Promise<RawResponse>
  /** Resolves when what was sent before has been taken. */
  readonly piece: (text: string) => Promise<void>
  readonly end: () => void
}

/** Puts an object as the administrator, signed without its body. */
export async function putInPieces(
  { aws, clock }: Fixture,
  path: string,
  length?: number,
): Promise<PutInPieces> {
  const signer = new SignatureV4({
    credentials: aws.admin,
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  })
  const { headers } = await signer.sign(
    {
      method: 'PUT',
      protocol: 'http:',
      hostname: 'localhost',
      path,
      headers: {
        host: 'localhost',
        ...(length === undefined ? {} : { 'content-length': String(length) }),
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      },
    },
    { signingDate: clock.now },
  )
  const waiting: Array<(piece: Buffer | undefined) => void> = []
  const taken: Array<() => void> = []
  async function* body() {
    for (;;) {
      const bytes = await new Promise<Buffer | undefined>((resolve) => {
        waiting.push(resolve)
        taken.shift()?.()
      })
      if (bytes === undefined) return
      yield bytes
    }
  }
  const response = aws.handle({
    method: 'PUT',
    target: path,
    rawHeaders: Object.entries(headers).flat(),
    body: body(),
  })
  const isTaken = () =>
    new Promise<void>((resolve) => {
      if (waiting.length > 0) resolve()
      else taken.push(resolve)
    })
  return {
    response,
    piece: async (text) => {
      await isTaken()
      waiting.shift()?.(Buffer.from(text))
      await isTaken()
    },
    end: () => waiting.shift()?.(undefined),
  }
}
