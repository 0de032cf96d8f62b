/**
 * Lists the buckets that a role may list, with keys issued to one named person.
 *
 *     node examples/list-buckets.ts arn:aws:iam::123456789012:role/InstruqtS3Access identified@domain.ext
 */
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { issue } from 'hallpass'

const [roleArn = '', sessionName = ''] = process.argv.slice(2)
const { credentials, region } = await issue({ roleArn, sessionName })

const s3 = new S3Client({ credentials, region })
const { Buckets = [] } = await s3.send(new ListBucketsCommand())
for (const bucket of Buckets) console.log(bucket.Name)
