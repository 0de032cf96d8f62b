import type { AwsError, RawResponse } from '../base/index.ts'
import type { Xml } from './action.ts'
import { escapeXml, renderXml } from './xml.ts'

/** The two services of the query protocol: their one version, and the namespace of their answers. */
export const queryServices = {
  sts: { version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  iam: { version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
} as const

export type QueryService = keyof typeof queryServices

/** A successful answer. Without a result AWS sends the metadata alone. */
export function queryResponse(
  service: QueryService,
  action: string,
  result: Xml | undefined,
  requestId: string,
): RawResponse {
  const content = result === undefined ? '' : `<${action}Result>${renderXml(result)}</${action}Result>`
  const { namespace } = queryServices[service]
  return respond(
    200,
    requestId,
    `<${action}Response xmlns="${namespace}">${content}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  )
}

/** A refusal as the query protocol words it. */
export function queryErrorResponse(service: QueryService, error: AwsError, requestId: string): RawResponse {
  const type = error.status >= 500 ? 'Receiver' : 'Sender'
  return respond(
    error.status,
    requestId,
    `<ErrorResponse xmlns="${queryServices[service].namespace}"><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  )
}

function respond(status: number, requestId: string, body: string): RawResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'text/xml'],
      ['x-amzn-RequestId', requestId],
    ],
    body,
  }
}
