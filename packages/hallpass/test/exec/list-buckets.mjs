// Lists buckets with the AWS SDK for JavaScript each time it is told to, with what its environment leads to.
import { createInterface } from 'node:readline'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'

const s3 = new S3Client({ forcePathStyle: true, maxAttempts: 1 })
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'list') continue
  try {
    await s3.send(new ListBucketsCommand({}))
    console.log('served', (await s3.config.credentials()).accessKeyId)
  } catch (error) {
    console.log('refused', error.name)
  }
}
