import { AwsError, type RawRequest } from '../base/index.ts'
import { bucketOfHost, routeS3 } from '../s3/index.ts'
import { guessedService, isSigned, queryFields, scopedService } from './service-of.ts'

/** Whether it uploads a file by the console page's own form, which is not read before it is known where to. */
export function isConsoleUpload(
  { method, target }: RawRequest,
  headers: ReadonlyMap<string, string>,
): boolean {
  return (
    method === 'POST' &&
    /^\/console\/s3\/[^/?]+\/upload$/.test(target) &&
    bucketOfHost(headers.get('host') ?? '') === undefined &&
    !headers.has('authorization')
  )
}

/** Whether its body is an object, or a part of one. */
export function isUpload(head: RawRequest, headers: ReadonlyMap<string, string>): boolean {
  if (head.method !== 'PUT') return false
  const service = isSigned(head, headers)
    ? scopedService(head, headers)
    : guessedService(head, headers, queryFields(head, headers))
  if (service !== 's3') return false
  try {
    return routeS3(head, headers).action.receives !== undefined
  } catch (error) {
    // It is refused for it when its turn comes.
    if (error instanceof AwsError) return false
    throw error
  }
}
