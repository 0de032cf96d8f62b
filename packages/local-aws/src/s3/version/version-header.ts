import type { Bucket } from '../../model/index.ts'

/** `x-amz-version-id`, which answers about a versioned bucket have. */
export function versionHeader(
  { versioning }: Bucket,
  versionId: string,
): ReadonlyArray<readonly [name: string, value: string]> {
  return versioning === undefined ? [] : [['x-amz-version-id', versionId]]
}
