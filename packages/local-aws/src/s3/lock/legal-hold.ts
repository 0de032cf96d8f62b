import type { Call } from '../../protocol/index.ts'
import { existingTags, found } from '../object/index.ts'
import { needObjectLock } from '../version/index.ts'
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

const elements = ['LegalHold', 'LegalHold/Status'] as const
const shape = { on: 'object', part: 'legal-hold', heeds: ['?versionId'] } as const

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export const getObjectLegalHold: S3Operation = {
  ...shape,
  name: 'GetObjectLegalHold',
  method: 'GET',
  needs: (call, target) => [holdNeed(call, target, 's3:GetObjectLegalHold')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    needObjectLock(bucket)
    if (object.legalHold === undefined) throw noSuchLock()
    return xmlResponse(call, 'LegalHold', { Status: object.legalHold ? 'ON' : 'OFF' })
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export const putObjectLegalHold: S3Operation = {
  ...shape,
  name: 'PutObjectLegalHold',
  method: 'PUT',
  elements,
  needs: (call, target) => [
    holdNeed(call, target, 's3:PutObjectLegalHold', [['s3:object-lock-legal-hold', statusOf(call)]]),
  ],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    needObjectLock(bucket)
    const status = statusOf(call)
    if (status !== 'ON' && status !== 'OFF') throw malformedXml()
    object.legalHold = status === 'ON'
    return plainResponse(call, 200)
  },
}

function statusOf(call: Call): string | undefined {
  return child(readDocument(call, elements), 'Status')?.text.trim()
}

function holdNeed(
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
