import { AwsError } from '../../base/index.ts'
import type { Tags } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { versionHeader } from '../version/index.ts'
import {
  plainResponse,
  readTagging,
  type S3Operation,
  type S3Target,
  s3Need,
  taggingElements,
  tagSetXml,
  xmlResponse,
} from '../wire/index.ts'
import { existingTags, found } from './get-object.ts'
import { requestedTags } from './tagging-header.ts'

const part = 'tagging'
const heeds = ['?versionId']

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: S3Operation = {
  name: 'GetObjectTagging',
  method: 'GET',
  on: 'object',
  part,
  heeds,
  needs: (call, target) => [tagNeed(call, target, 'Get')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    const version = versionHeader(bucket, object.versionId)
    return xmlResponse(call, 'Tagging', { TagSet: tagSetXml(object.tags) }, version)
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: S3Operation = {
  name: 'PutObjectTagging',
  elements: taggingElements,
  method: 'PUT',
  on: 'object',
  part,
  heeds,
  needs: (call, target) => [tagNeed(call, target, 'Put')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    object.tags = readTagging(call, 10)
    return plainResponse(call, 200, versionHeader(bucket, object.versionId))
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: S3Operation = {
  name: 'DeleteObjectTagging',
  method: 'DELETE',
  on: 'object',
  part,
  heeds,
  needs: (call, target) => [tagNeed(call, target, 'Delete')],
  run: (call, target) => {
    const { bucket, object } = found(call, target)
    object.tags = new Map()
    return plainResponse(call, 204, versionHeader(bucket, object.versionId))
  },
}

/** What is no document with tags is refused when it is known that tags may be put. */
function tagsToPut(call: Call): Tags {
  try {
    return readTagging(call, 10)
  } catch (error) {
    if (error instanceof AwsError) return new Map()
    throw error
  }
}

function tagNeed(call: Call, { bucket, key }: S3Target, verb: 'Get' | 'Put' | 'Delete') {
  const version = call.params.get('versionId')
  const ofVersion = version === undefined ? '' : 'Version'
  return s3Need(call, `s3:${verb}Object${ofVersion}Tagging`, `${bucket}/${key}`, [
    ...existingTags(call, { bucket, key }),
    ...(verb === 'Put' ? requestedTags(tagsToPut(call)) : []),
    ['s3:VersionId', version],
  ])
}
