import type { Agent } from 'node:http'
import { ListBucketsCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { keyRequests, type Machine, type Post } from './class.ts'
import { ask } from './requests.ts'

/** How long it took to take somebody their access. */
export interface RevocationSample {
  /** From the request until a call with their keys was denied. */
  readonly deniedMs: number
  /** Until the answer, with the policy read back. */
  readonly answeredMs: number
}

/** Revokes somebody while an AWS SDK with their keys calls without a pause. */
export async function measureRevocation(
  { agent, post, server, aws }: { agent: Agent; post: Post; server: URL; aws: URL },
  machine: Machine,
): Promise<RevocationSample> {
  const [request] = keyRequests([machine], [server])
  if (request === undefined) throw new Error('there is no server')
  const keys: { AccessKeyId: string; SecretAccessKey: string; Token: string } = JSON.parse(
    (await ask(agent, request)).text,
  )
  const s3 = new S3Client({
    endpoint: aws.origin,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.Token,
    },
  })
  await s3.send(new ListBucketsCommand({}))
  const began = performance.now()
  const answered = post(`/v1/leases/${machine.leaseId}/revoke`, {}).then(() => performance.now() - began)
  while (await works(s3)) continue
  const deniedMs = performance.now() - began
  s3.destroy()
  return { deniedMs, answeredMs: await answered }
}

async function works(s3: S3Client): Promise<boolean> {
  try {
    await s3.send(new ListBucketsCommand({}))
    return true
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'AccessDenied') return false
    throw error
  }
}
