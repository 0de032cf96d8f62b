import { type JsonAction, jsonAction, listOf, required } from '../protocol/index.ts'
import { findLiveSecret, secretNeed } from './find-secret.ts'
import { addTags, secretId, tagKey, tagKeys, tagList } from './members.ts'

export const tagActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
  jsonAction('secretsmanager', {
    name: 'TagResource',
    input: { SecretId: secretId, Tags: required(tagList) },
    needs: (call, { SecretId, Tags }) => [secretNeed(call, 'TagResource', SecretId, tagKeys(Tags))],
    run: (call, { SecretId, Tags }) => {
      const secret = findLiveSecret(call, SecretId)
      addTags(secret.tags, Tags)
      secret.changedAt = call.now
      return undefined
    },
  }),
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
  jsonAction('secretsmanager', {
    name: 'UntagResource',
    input: { SecretId: secretId, TagKeys: required(listOf(tagKey)) },
    needs: (call, { SecretId, TagKeys }) => [
      secretNeed(call, 'UntagResource', SecretId, [['aws:TagKeys', TagKeys]]),
    ],
    run: (call, { SecretId, TagKeys }) => {
      const secret = findLiveSecret(call, SecretId)
      for (const key of TagKeys) secret.tags.delete(key)
      secret.changedAt = call.now
      return undefined
    },
  }),
]
