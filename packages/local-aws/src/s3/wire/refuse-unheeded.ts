import { AwsError } from '../../base/index.ts'
import type { Call } from '../../protocol/index.ts'
import { headerNotImplemented, malformedXml } from './errors.ts'
import type { S3Operation } from './operation.ts'
import { readXml, type XmlElement } from './read-xml.ts'

/** What may be in any request, and is dealt with before an operation runs. */
const everywhere = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  // Asked for by `findBucket` where requesters pay.
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-user-agent',
])
const checksum = /^x-amz-checksum-(?!algorithm$|mode$|type$)/
const writeCondition = /^(?:if-.+|range)$/
const signing =
  /^(?:x-id|x-amz-(?:algorithm|credential|date|expires|signature|signedheaders|security-token)|awsaccesskeyid|signature|expires)$/i

/**
 * Refuses a request that asks for more than the operation does: silence would let a test pass that AWS fails.
 * Query parameters that are not S3's own begin with `x-`, and are nobody's business.
 *
 * @throws AwsError `NotImplemented` with the header's or parameter's name
 */
export function refuseUnheeded(call: Call, operation: S3Operation): void {
  const { heeds = [], method } = operation
  const names = partNames(operation)
  const reads = method === 'GET' || method === 'HEAD'
  for (const name of call.headers.keys()) {
    const asks = name.startsWith('x-amz-') || (!reads && writeCondition.test(name))
    const kept = heeds.includes('x-amz-meta-') && name.startsWith('x-amz-meta-')
    if (
      asks &&
      !kept &&
      name !== operation.header &&
      !heeds.includes(name) &&
      !everywhere.has(name) &&
      !(!reads && checksum.test(name))
    ) {
      throw headerNotImplemented(name)
    }
  }
  for (const name of call.params.keys()) {
    const asks = !signing.test(name) && !name.toLowerCase().startsWith('x-')
    const kept = heeds.includes('x-amz-meta-') && name.startsWith('x-amz-meta-')
    if (asks && !kept && name !== operation.header && !heeds.includes(`?${name}`) && !names.includes(name)) {
      throw new AwsError(
        'NotImplemented',
        501,
        `The local AWS does not have the parameter ${name} of s3:${operation.name}.`,
        { details: { Parameter: name } },
      )
    }
  }
}

/**
 * The document in a request's body.
 *
 * @param elements the paths that are heeded, the root first
 * @throws AwsError `MalformedXML`, `NotImplemented` with an element's path for one that is not heeded
 */
export function readDocument(call: Call, elements: NonNullable<S3Operation['elements']>): XmlElement {
  const document = readXml(call.request.body)
  if (document.name !== elements[0]) throw malformedXml()
  const check = (element: XmlElement, path: string): void => {
    if (!elements.includes(path)) {
      throw new AwsError(
        'NotImplemented',
        501,
        `The local AWS does not have the element ${path} of s3:${call.action}.`,
        { details: { Element: path } },
      )
    }
    for (const inner of element.children) check(inner, `${path}/${inner.name}`)
  }
  check(document, document.name)
  return document
}

/** The names of the query parameters that ask for an operation. */
export function partNames({ part = '' }: Pick<S3Operation, 'part'>): readonly string[] {
  return part.split('&').map((condition) => condition.replace(/=.*$/, ''))
}
