import { createHash } from 'node:crypto'

const alias = 'alias/aws/s3'

/** The arn of the key that AWS keeps for S3 in an account's region: always the same for the same two. */
export function managedKeyArn(region: string, account: string): string {
  const hex = createHash('sha256').update(`aws/s3 ${region} ${account}`).digest('hex')
  const id = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return `arn:aws:kms:${region}:${account}:key/${id.join('-')}`
}

/** Whether a key that is named by arn, id or alias is that one. */
export function namesManagedKey(key: string, region: string, account: string): boolean {
  const arn = managedKeyArn(region, account)
  const named = [alias, `arn:aws:kms:${region}:${account}:${alias}`, arn, arn.replace(/^.*\//, '')]
  return named.includes(key)
}
