import { ListBucketsCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { Lab } from '../../../hallpass/test/lab.ts'
import type { HandedKeys } from './people.ts'

/** Whether keys do anything at AWS; asked directly, not through the proxy. */
export async function doKeysWork(lab: Lab, keys: HandedKeys): Promise<boolean> {
  const s3 = new S3Client({
    endpoint: lab.url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: keys,
  })
  try {
    await s3.send(new ListBucketsCommand({}))
    return true
  } catch (error) {
    if (error instanceof S3ServiceException && /AccessDenied|ExpiredToken/.test(error.name)) return false
    throw error
  } finally {
    s3.destroy()
  }
}
