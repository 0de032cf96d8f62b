import { type Credentials, HallpassError } from '../base/index.ts'
import {
  callQuery,
  createQueryClient,
  refusalError,
  signRequest,
  child,
  childText,
  parseXml,
} from '../query/index.ts'
import { type HttpResponse, createTransport } from '../wire/index.ts'

/** Someone who holds temporary keys, and what they do with them. */
export interface Participant {
  makeBucket(name: string): Promise<void>
  listBuckets(): Promise<readonly string[]>
  /** Something the role does not allow: resolves to the sentence in which AWS refuses it. */
  tryToListUsers(): Promise<string>
}

/** A participant at an endpoint. S3 is called path-style, so that the endpoint may be an address. */
export function createParticipant(endpoint: URL, region: string, credentials: Credentials): Participant {
  const transport = createTransport()
  return {
    async makeBucket(name) {
      await s3('PUT', `/${name}`)
    },
    async listBuckets() {
      const answer = parseXml((await s3('GET', '/')).body)
      return (child(answer, 'Buckets')?.children ?? []).map((bucket) => childText(bucket, 'Name') ?? '')
    },
    async tryToListUsers() {
      const iam = createQueryClient({
        service: 'iam',
        version: '2010-05-08',
        endpoint,
        region,
        credentials,
        transport,
      })
      try {
        await callQuery(iam, 'ListUsers')
      } catch (error) {
        if (error instanceof HallpassError && error.code === 'AccessDenied')
          return error.facts.awsMessage ?? ''
        throw error
      }
      throw new HallpassError('ResponseInvalid', 'the keys could list users, which the role does not allow')
    },
  }

  async function s3(method: string, target: string): Promise<HttpResponse> {
    const request = { method, endpoint, target, headers: {} }
    const response = await transport(
      signRequest(request, { credentials, region, service: 's3', now: new Date() }),
    )
    if (response.status >= 200 && response.status < 300) return response
    throw refusalError(response, { operation: `s3 ${method} ${target}`, address: endpoint.host, secrets: [] })
  }
}
