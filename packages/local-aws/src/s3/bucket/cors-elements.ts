import { AwsError } from '../../base/index.ts'
import type { BucketSetting } from '../../model/index.ts'
import { malformedXml } from '../wire/index.ts'

const rule = 'CORSConfiguration/CORSRule'
const mostRules = 100
const methods = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const corsElements = [
  'CORSConfiguration',
  rule,
  ...['ID', 'AllowedHeader', 'AllowedMethod', 'AllowedOrigin', 'ExposeHeader', 'MaxAgeSeconds'].map(
    (name) => `${rule}/${name}`,
  ),
] as const

/** @throws AwsError `MalformedXML`, `InvalidRequest` for a method, an origin or a header that no rule can have */
export function checkCors({ children: rules }: BucketSetting): void {
  if (rules.length === 0 || rules.length > mostRules) throw malformedXml()
  for (const { children } of rules) {
    const texts = (wanted: string): string[] =>
      children.filter(({ name }) => name === wanted).map(({ text }) => text.trim())
    if (texts('AllowedMethod').length === 0 || texts('AllowedOrigin').length === 0) throw malformedXml()
    for (const method of texts('AllowedMethod')) {
      if (methods.has(method)) continue
      throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
    }
    for (const name of ['AllowedOrigin', 'AllowedHeader'] as const) {
      const several = texts(name).find((text) => text.split('*').length > 2)
      if (several === undefined) continue
      throw invalid(`${name} "${several}" can not have more than one wildcard.`)
    }
    for (const header of texts('ExposeHeader')) {
      if (/^[\w!#$%&'+.^`|~-]+$/.test(header)) continue
      throw invalid(`ExposeHeader "${header}" contains a character that is not allowed in a header name.`)
    }
    if (texts('MaxAgeSeconds').some((age) => !/^\d{1,9}$/.test(age))) throw malformedXml()
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidRequest', 400, message)
}
