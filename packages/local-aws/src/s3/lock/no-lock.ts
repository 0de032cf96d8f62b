import { AwsError } from '../../base/index.ts'

/** `NoSuchObjectLockConfiguration`, 404: nothing keeps the version, and nothing ever did. */
export function noSuchLock(): AwsError {
  return new AwsError(
    'NoSuchObjectLockConfiguration',
    404,
    'The specified object does not have a ObjectLock configuration',
  )
}
