import { AwsError } from '../../base/index.ts'
import type { Bucket, BucketSetting } from '../../model/index.ts'
import { child, invalidArgument, malformedXml } from '../wire/index.ts'

const root = 'ObjectLockConfiguration'
const period = `${root}/Rule/DefaultRetention`
const longest = { Days: 36_500, Years: 100 }

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html */
export const objectLockElements = [
  root,
  `${root}/ObjectLockEnabled`,
  `${root}/Rule`,
  period,
  `${period}/Mode`,
  `${period}/Days`,
  `${period}/Years`,
] as const

/** The setting of a bucket that was made with object lock and has no rule yet. */
export const objectLockEnabled: BucketSetting = {
  name: root,
  text: '',
  children: [{ name: 'ObjectLockEnabled', text: 'Enabled', children: [] }],
}

/** @throws AwsError `MalformedXML`, `InvalidArgument` for a period that is none */
export function checkObjectLock(document: BucketSetting): void {
  if (child(document, 'ObjectLockEnabled')?.text.trim() !== 'Enabled') throw malformedXml()
  const rule = child(document, 'Rule')
  if (rule === undefined) return
  const retention = child(rule, 'DefaultRetention')
  if (
    retention === undefined ||
    !/^(?:GOVERNANCE|COMPLIANCE)$/.test(child(retention, 'Mode')?.text.trim() ?? '')
  ) {
    throw malformedXml()
  }
  const periods = (['Days', 'Years'] as const).filter((name) => child(retention, name))
  const [unit, other] = periods
  if (unit === undefined || other !== undefined) throw malformedXml()
  const text = child(retention, unit)?.text.trim() ?? ''
  if (!/^-?\d{1,10}$/.test(text)) throw malformedXml()
  if (Number(text) <= 0) {
    throw invalidArgument('Default retention period must be a positive integer value.', unit, text)
  }
  if (Number(text) > longest[unit]) {
    throw invalidArgument(
      `Default retention period too large: the maximum is ${longest[unit]} ${unit.toLowerCase()}`,
      unit,
      text,
    )
  }
}

/** @throws AwsError `InvalidBucketState` for one whose objects have no versions */
export function checkLockable({ versioning }: Bucket): void {
  if (versioning === 'Enabled') return
  throw new AwsError(
    'InvalidBucketState',
    409,
    "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
  )
}
