import { type Credentials, HallpassError } from '../../base/index.ts'
import {
  callQuery,
  createQueryClient,
  refusalError,
  signRequest,
  child,
  childText,
  parseXml,
} from '../../query/index.ts'
import { type HttpResponse, createTransport } from '../../wire/index.ts'
import type { Stage, Story } from './stage.ts'

/** Someone who holds temporary keys, and what they do with them. */
export interface Participant {
  makeBucket(name: string): Promise<void>
  removeBucket(name: string): Promise<void>
  listBuckets(): Promise<readonly string[]>
  /** Something the role does not allow: resolves to the sentence in which AWS refuses it. */
  tryToListUsers(): Promise<string>
  /** The same for the buckets, once access has been revoked. */
  tryToListBuckets(): Promise<string>
  /** Every user, role and bucket of the account, e.g. `user admin`. */
  listEverything(): Promise<readonly string[]>
}

/** The person of the story, with the keys that were issued. */
export function participantOf({ aws }: Stage, { keys }: Story): Participant {
  if (!keys) throw new TypeError('this chapter comes after the one that issues keys')
  return createParticipant(new URL(aws.url), aws.region, keys)
}

/** A participant at an endpoint. S3 is called path-style, so that the endpoint may be an address. */
export function createParticipant(endpoint: URL, region: string, credentials: Credentials): Participant {
  const transport = createTransport()
  const iam = createQueryClient({
    service: 'iam',
    version: '2010-05-08',
    endpoint,
    region,
    credentials,
    transport,
  })
  return {
    async makeBucket(name) {
      await s3('PUT', `/${name}`)
    },
    async listBuckets() {
      const answer = parseXml((await s3('GET', '/')).body)
      return (child(answer, 'Buckets')?.children ?? []).map((bucket) => childText(bucket, 'Name') ?? '')
    },
    async removeBucket(name) {
      await s3('DELETE', `/${name}`)
    },
    tryToListUsers: () => refused('list users', callQuery(iam, 'ListUsers')),
    tryToListBuckets: () => refused('list buckets', s3('GET', '/')),
    async listEverything() {
      const users = child(await callQuery(iam, 'ListUsers'), 'Users')?.children ?? []
      const roles = child(await callQuery(iam, 'ListRoles'), 'Roles')?.children ?? []
      return [
        ...users.map((user) => `user ${childText(user, 'UserName')}`),
        ...roles.map((role) => `role ${childText(role, 'RoleName')}`),
        ...(await this.listBuckets()).map((bucket) => `bucket ${bucket}`),
      ]
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

/** What has to be refused: resolves to what AWS says of it, without whom and where, which the reader knows. */
async function refused(what: string, call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (error instanceof HallpassError && error.code === 'AccessDenied') {
      const sentence = error.facts.awsMessage ?? ''
      return sentence.replace(
        /^User: \S+ is (not authorized to perform): (\S+)(?: on resource: \S+)?/,
        '$1 $2,',
      )
    }
    throw error
  }
  throw new HallpassError('ResponseInvalid', `the keys could ${what}, which they may not`)
}
