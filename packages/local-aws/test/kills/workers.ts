import { CreateUserCommand, IAMClient, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'

import type { KeptProcess } from './process.ts'

/** Clients of one process that is going to be killed. */
export interface Clients {
  readonly s3: S3Client
  readonly iam: IAMClient
  readonly destroy: () => void
}

export function clientsOf({ url, keys }: KeptProcess): Clients {
  // No call is made again: it would hide what was lost, and what was doubled.
  const settings = { endpoint: url, region: 'us-east-1', credentials: keys, maxAttempts: 1 }
  const s3 = new S3Client({ ...settings, forcePathStyle: true })
  const iam = new IAMClient(settings)
  return {
    s3,
    iam,
    destroy: () => {
      s3.destroy()
      iam.destroy()
    },
  }
}

const plain = 'plain'
const versioned = 'versioned'

export async function createBuckets({ s3 }: Clients): Promise<void> {
  for (const Bucket of [plain, versioned]) await s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }))
}

/** What one client at a time does, and what it was told that is done. */
export interface Worker {
  /** One call, or a few that belong together; `pick` is from 0 to below 1. Rejects when it got no answer. */
  readonly step: (clients: Clients, pick: number) => Promise<void>
  /** What is there and should not be, or should be and is not. From then on what is there is what counts. */
  readonly check: (clients: Clients) => Promise<readonly string[]>
  readonly acknowledged: () => number
}

/** Nothing, or the SHA-256 of what is there. */
type Found = string | undefined

export function createWorker(name: string): Worker {
  let made = 0
  let acknowledged = 0
  /** What a key may hold: one thing, and two while nobody knows whether the last call was done. */
  const objects = new Map<string, readonly Found[]>()
  const versions: string[] = []
  const users = new Set<string>()
  let maybe = { versions: 0, users: 0 }

  const body = (bytes: number): Buffer => {
    made += 1
    return Buffer.alloc(bytes, `${name} ${made} `)
  }
  const change = async (key: string, to: Found, call: () => Promise<unknown>): Promise<void> => {
    objects.set(key, [...(objects.get(key) ?? [undefined]), to])
    await call()
    objects.set(key, [to])
    acknowledged += 1
  }
  const put = ({ s3 }: Clients, key: string, bytes: number): Promise<void> => {
    const Body = body(bytes)
    return change(key, hash(Body), () => s3.send(new PutObjectCommand({ Bucket: plain, Key: key, Body })))
  }
  const putInParts = async ({ s3 }: Clients, key: string): Promise<void> => {
    const to = { Bucket: plain, Key: key }
    const Body = body(300_000)
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(to))
    const part = { ...to, UploadId, PartNumber: 1 }
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body }))
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    await change(key, hash(Body), () =>
      s3.send(new CompleteMultipartUploadCommand({ ...to, UploadId, MultipartUpload })),
    )
  }
  const putVersion = async ({ s3 }: Clients, isMarker: boolean): Promise<void> => {
    const to = { Bucket: versioned, Key: name }
    maybe.versions += 1
    const { VersionId = '' } = isMarker
      ? await s3.send(new DeleteObjectCommand(to))
      : await s3.send(new PutObjectCommand({ ...to, Body: body(100) }))
    maybe.versions -= 1
    versions.push(VersionId)
    acknowledged += 1
  }
  const createUser = async ({ iam }: Clients): Promise<void> => {
    made += 1
    const UserName = `${name}-${made}`
    maybe.users += 1
    await iam.send(new CreateUserCommand({ UserName, Path: `/${name}/` }))
    maybe.users -= 1
    users.add(UserName)
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    })
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }))
    acknowledged += 1
  }
  return {
    acknowledged: () => acknowledged,
    step: (clients, pick) => {
      const key = `${name}/${Math.floor(pick * 1000) % 5}`
      if (pick < 0.35) return put(clients, key, 1000)
      if (pick < 0.45) return put(clients, `${key}-large`, 200_000)
      if (pick < 0.55) return putInParts(clients, `${key}-parts`)
      if (pick < 0.7) {
        return change(key, undefined, () =>
          clients.s3.send(new DeleteObjectCommand({ Bucket: plain, Key: key })),
        )
      }
      if (pick < 0.9) return putVersion(clients, pick > 0.85)
      return createUser(clients)
    },
    check: async (clients) => {
      const problems: string[] = []
      for (const [key, possible] of objects) {
        const found = await hashOf(clients.s3, key)
        if (!possible.includes(found))
          problems.push(`${key}: ${found ?? 'nothing'}, not ${possible.join(' or ')}`)
        objects.set(key, [found])
      }
      const there = await versionsOf(clients.s3, name)
      const extra = there.length - versions.length
      if (versions.some((id, index) => there[index] !== id) || extra < 0 || extra > maybe.versions) {
        problems.push(
          `${name}: the versions ${there.join(' ')} are not ${versions.join(' ')} and ${maybe.versions}`,
        )
      }
      versions.splice(0, versions.length, ...there)
      const names = await usersOf(clients.iam, name)
      const missing = [...users].filter((user) => !names.includes(user))
      if (missing.length > 0) problems.push(`${name}: the users ${missing.join(' ')} are missing`)
      if (names.length > users.size + maybe.users || new Set(names).size < names.length) {
        problems.push(`${name}: the users ${names.join(' ')} are more than were made`)
      }
      for (const user of names) users.add(user)
      maybe = { versions: 0, users: 0 }
      return problems
    },
  }
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

async function hashOf(s3: S3Client, Key: string): Promise<Found> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: plain, Key }))
    return hash((await Body?.transformToByteArray()) ?? new Uint8Array())
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined
    throw error
  }
}

/** The ids of all versions and delete markers of a key, the oldest first. */
async function versionsOf(s3: S3Client, key: string): Promise<readonly string[]> {
  const found: Array<{ readonly id: string; readonly at: number }> = []
  let KeyMarker: string | undefined
  let VersionIdMarker: string | undefined
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: versioned, Prefix: key, KeyMarker, VersionIdMarker }),
    )
    for (const { VersionId = '', Key } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      // An id begins with its place in the history of the bucket.
      if (Key === key) found.push({ id: VersionId, at: Buffer.from(VersionId, 'base64url').readUIntBE(0, 6) })
    }
    KeyMarker = page.IsTruncated === true ? page.NextKeyMarker : undefined
    VersionIdMarker = page.NextVersionIdMarker
  } while (KeyMarker !== undefined)
  return found.toSorted((one, other) => one.at - other.at).map(({ id }) => id)
}

async function usersOf(iam: IAMClient, name: string): Promise<readonly string[]> {
  const names: string[] = []
  let Marker: string | undefined
  do {
    const page = await iam.send(new ListUsersCommand({ PathPrefix: `/${name}/`, Marker }))
    for (const { UserName = '' } of page.Users ?? []) names.push(UserName)
    Marker = page.Marker
  } while (Marker !== undefined)
  return names
}
