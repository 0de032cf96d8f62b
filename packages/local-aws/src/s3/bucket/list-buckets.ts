import { canonicalUserId, invalidArgument, s3Need, type S3Operation, xmlResponse } from '../wire/index.ts'
import { bucketArn } from './bucket-arn.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: S3Operation = {
  name: 'ListBuckets',
  method: 'GET',
  on: 'account',
  heeds: ['?bucket-region', '?continuation-token', '?max-buckets', '?prefix'],
  needs: (call) => [s3Need(call, 's3:ListAllMyBuckets', '*')],
  run: (call) => {
    const { params, account } = call
    const prefix = params.get('prefix')
    const region = params.get('bucket-region')
    const most = maxBuckets(params.get('max-buckets'))
    const after = params.get('continuation-token') ?? ''
    const buckets = [...call.state.buckets.values()]
      .filter((bucket) => bucket.account === account.id)
      .filter((bucket) => bucket.name.startsWith(prefix ?? '') && bucket.name > after)
      .filter((bucket) => region === undefined || bucket.region === region)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    const page = buckets.slice(0, most)
    return xmlResponse(call, 'ListAllMyBucketsResult', {
      Owner: { ID: canonicalUserId(account.id) },
      Buckets: {
        Bucket: page.map((bucket) => ({
          Name: bucket.name,
          CreationDate: bucket.createdAt,
          BucketRegion: bucket.region,
          BucketArn: bucketArn(bucket.name),
        })),
      },
      ContinuationToken: page.length < buckets.length ? page.at(-1)?.name : undefined,
      Prefix: prefix,
    })
  },
}

function maxBuckets(text: string | undefined): number {
  if (text === undefined) return 10_000
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value < 1 || value > 10_000) {
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', text)
  }
  return value
}
