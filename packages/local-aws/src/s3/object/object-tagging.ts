import type { Call } from '../../protocol/index.ts'
import {
  findBucket,
  noSuchKey,
  plainResponse,
  readTagging,
  type S3Operation,
  type S3Target,
  s3Need,
  taggingElements,
  tagSetXml,
  xmlResponse,
} from '../wire/index.ts'
import type { StoredObject } from '../../model/index.ts'
import { checkVersion, existingTags } from './get-object.ts'

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
  run: (call, target) => xmlResponse(call, 'Tagging', { TagSet: tagSetXml(found(call, target).tags) }),
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
    const object = found(call, target)
    object.tags = readTagging(call, 10)
    return plainResponse(call, 200)
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
    found(call, target).tags = new Map()
    return plainResponse(call, 204)
  },
}

function tagNeed(call: Call, { bucket, key }: S3Target, verb: 'Get' | 'Put' | 'Delete') {
  const version = call.params.has('versionId') ? 'Version' : ''
  return s3Need(
    call,
    `s3:${verb}Object${version}Tagging`,
    `${bucket}/${key}`,
    existingTags(call, { bucket, key }),
  )
}

function found(call: Call, target: S3Target): StoredObject {
  const object = findBucket(call, target.bucket).objects.get(target.key)
  checkVersion(call)
  if (!object) throw noSuchKey(target.key)
  return object
}
