import { s3Target, splitTarget } from '../s3/index.ts'

/** What the path and the host of a request to S3 ask for. */
export interface S3Asked {
  readonly bucket: string
  readonly key: string
  readonly params: ReadonlyMap<string, string>
}

/** @param website the bucket whose website was asked for */
export function s3Asked(target: string, host: string, website?: string): S3Asked {
  try {
    const { path, params } = splitTarget(target)
    const { bucket, key } = website === undefined ? s3Target(path, host) : s3Target(`/${website}${path}`, '')
    return { bucket, key, params }
  } catch {
    // It was refused for its path.
    return { bucket: '', key: '', params: new Map() }
  }
}
