import { AwsError } from '../../base/index.ts'

/**
 * Refuses a bucket name that S3 would refuse: 3 to 63 lower-case letters, digits, dots and hyphens, no
 * address, none of the prefixes and suffixes that S3 keeps for itself.
 *
 * @throws AwsError `InvalidBucketName`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
  const address = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)
  const kept =
    /^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) ||
    /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  if (!shaped || address || kept) {
    throw new AwsError('InvalidBucketName', 400, 'The specified bucket is not valid.', {
      details: { BucketName: name },
    })
  }
}
