import type { AwsError, RawResponse } from '../base/index.ts'
import type { Xml } from './action.ts'
import { type QueryService, queryServices } from './query-services.ts'
import { escapeXml, renderXml } from './xml.ts'

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
  const { namespace, codes } = queryServices[service]
  const code = codes.get(error.code) ?? error.code
  return respond(
    error.status,
    requestId,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
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
