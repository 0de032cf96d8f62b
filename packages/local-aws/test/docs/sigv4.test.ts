import { Sha256 } from '@aws-crypto/sha256-js'
import { verifySignature } from '@hallpass/local-aws/sigv4'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect, it } from 'vitest'

const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey }
const now = new Date('2026-11-22T12:00:00Z')

it('a signer of any service is checked against an independent verifier', async () => {
  const signer = new SignatureV4({ credentials, region: 'eu-west-1', service: 'execute-api', sha256: Sha256 })
  const { method, path, headers } = await signer.sign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: 'api.example.com',
      path: '/labs/1',
      headers: { host: 'api.example.com' },
    },
    { signingDate: now },
  )
  const rawHeaders = Object.entries(headers).flat()
  const verify = (target: string) =>
    verifySignature(
      { method, target, rawHeaders, body: new Uint8Array() },
      { now, lookup: (id) => (id === credentials.accessKeyId ? { secretAccessKey } : undefined) },
    )
  expect(verify(path)).toMatchObject({ verified: true, scope: { service: 'execute-api' } })
  expect(verify('/labs/2')).toMatchObject({ verified: false, code: 'SignatureDoesNotMatch' })
})
