import { AwsError } from '../../base/index.ts'
import type { Retention, StoredObject } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import {
  bypassHeader,
  bypassNeeds,
  existingTags,
  found,
  futureDate,
  lockKeys,
  wantsBypass,
} from '../object/index.ts'
import { activeRetention, needObjectLock } from '../version/index.ts'
import {
  child,
  malformedXml,
  plainResponse,
  readDocument,
  type S3Operation,
  type S3Target,
  s3Need,
  xmlResponse,
} from '../wire/index.ts'
import { noSuchLock } from './no-lock.ts'

const elements = ['Retention', 'Retention/Mode', 'Retention/RetainUntilDate'] as const
const shape = { on: 'object', part: 'retention' } as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export const getObjectRetention: S3Operation = {
  ...shape,
  name: 'GetObjectRetention',
  method: 'GET',
  heeds: ['?versionId'],
  needs: (call, target) => [retentionNeed(call, target, 's3:GetObjectRetention')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    needObjectLock(bucket)
    const { retention } = object
    if (retention === undefined) throw noSuchLock()
    return xmlResponse(call, 'Retention', { Mode: retention.mode, RetainUntilDate: retention.until })
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export const putObjectRetention: S3Operation = {
  ...shape,
  name: 'PutObjectRetention',
  method: 'PUT',
  heeds: ['?versionId', bypassHeader],
  elements,
  needs: (call, target) => {
    const { mode, end } = asked(call)
    return [
      retentionNeed(call, target, 's3:PutObjectRetention', lockKeys(mode, end, call)),
      ...bypassNeeds(call, target, call.params.get('versionId')),
    ]
  },
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    needObjectLock(bucket)
    const wanted = retentionOf(call)
    checkChange(call, object, wanted)
    object.retention = wanted
    return plainResponse(call, 200)
  },
}

function asked(call: Call): { readonly mode: string | undefined; readonly end: string | undefined } {
  const document = readDocument(call, elements)
  const text = (name: string) => child(document, name)?.text.trim()
  return { mode: text('Mode'), end: text('RetainUntilDate') }
}

/** What the request's document says; an empty one takes away what there is. */
function retentionOf(call: Call): Retention | undefined {
  const { mode, end } = asked(call)
  if (mode === undefined && end === undefined) return undefined
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || end === undefined) throw malformedXml()
  return { mode, until: futureDate(end, 'RetainUntilDate', call.now) }
}

/** What keeps a version may always be made longer; all else only where governance may be passed over. */
function checkChange(call: Call, object: StoredObject, wanted: Retention | undefined): void {
  const kept = activeRetention(object, call.now)
  if (kept === undefined) return
  const longer = wanted !== undefined && wanted.mode === kept.mode && wanted.until >= kept.until
  if (longer || (kept.mode === 'GOVERNANCE' && wantsBypass(call))) return
  throw new AwsError('AccessDenied', 403, 'Access Denied because object protected by object lock.')
}

function retentionNeed(
  call: Call,
  target: S3Target,
  action: `s3:${string}`,
  more: ReadonlyArray<readonly [string, string | undefined]> = [],
) {
  return s3Need(call, action, `${target.bucket}/${target.key}`, [
    ...existingTags(call, target),
    ['s3:VersionId', call.params.get('versionId')],
    ...more,
  ])
}
