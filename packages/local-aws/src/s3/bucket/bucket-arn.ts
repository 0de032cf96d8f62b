/** A bucket's arn, which names no account and no region. */
export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`
}
