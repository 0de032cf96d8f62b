import { createHash } from 'node:crypto'

import { regionOf, type Secret } from '../model/index.ts'
import { type Call, type JsonAction, jsonAction, type JsonObject, required, text } from '../protocol/index.ts'
import { invalidRequest, resourceExists, limitExceeded, validation } from './errors.ts'
import { contextOf, secretArnPrefix, secretNamed, secretsOf } from './find-secret.ts'
import { addTags, description, keptKey, keyId, requestToken, tagKeys, tagList } from './members.ts'
import { hasValue, isSameValue, putVersion, type SentValue, valueMembers } from './versions.ts'

/** In a region, of an account; those that are to be deleted count. */
const mostSecrets = 500_000

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const createSecret: JsonAction = jsonAction('secretsmanager', {
  name: 'CreateSecret',
  input: {
    Name: required(text({ minLength: 1, maxLength: 512 })),
    ClientRequestToken: requestToken,
    Description: description,
    KmsKeyId: keyId,
    ...valueMembers,
    Tags: tagList,
  },
  refuses: ['AddReplicaRegions', 'ForceOverwriteReplicaSecret', 'Type'],
  needs: (call, { Name, Description, KmsKeyId, Tags = [] }) => {
    const need = (action: string) => ({
      action: `secretsmanager:${action}`,
      resource: `${secretArnPrefix(call.region, call.account.id)}${Name}-${suffix(call)}`,
      named: Name,
      context: contextOf([
        ['secretsmanager:Name', Name],
        ['secretsmanager:Description', Description],
        ['secretsmanager:KmsKeyId', KmsKeyId],
        ...tagKeys(Tags),
      ]),
    })
    return Tags.length === 0 ? [need('CreateSecret')] : [need('CreateSecret'), need('TagResource')]
  },
  run: (call, { Name, ClientRequestToken, Description, KmsKeyId, Tags = [], ...value }) => {
    if (!/^[\w/+=.@!-]+$/.test(Name)) {
      throw validation(
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      )
    }
    const withValue = hasValue(value)
    const known = secretNamed(call, call.account, Name)
    if (known !== undefined) return againOrRefused(known, ClientRequestToken, value)
    const secret: Secret = {
      name: Name,
      arn: `${secretArnPrefix(call.region, call.account.id)}${Name}-${suffix(call)}`,
      account: call.account.id,
      region: call.region,
      createdAt: call.now,
      tags: new Map(),
      description: Description,
      kmsKeyId: keptKey(call, call.account.id, KmsKeyId),
      policy: undefined,
      changedAt: call.now,
      accessedAt: undefined,
      deletionDate: undefined,
      versions: new Map(),
    }
    addTags(secret.tags, Tags)
    const version = withValue ? putVersion(call, secret, value, ClientRequestToken) : undefined
    const { secrets } = regionOf(call.account, call.region)
    if (secrets.size >= mostSecrets && secretsOf(call).length >= mostSecrets) throw limitExceeded()
    secrets.set(Name, secret)
    return { ARN: secret.arn, Name, VersionId: version?.id }
  },
})

/** The same request again is answered as the first was. */
function againOrRefused(known: Secret, token: string | undefined, value: SentValue): JsonObject {
  if (known.deletionDate !== undefined) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
  }
  const version = token === undefined ? undefined : known.versions.get(token)
  if (version !== undefined && isSameValue(version, value)) {
    return { ARN: known.arn, Name: known.name, VersionId: version.id }
  }
  throw resourceExists(`The operation failed because the secret ${known.name} already exists.`)
}

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Six letters, so that a secret that is made again is not taken for the one that was deleted. They are the same
 * throughout a call: what is decided is about the secret that is made.
 */
function suffix({ requestId }: Call): string {
  const bytes = createHash('sha256').update(requestId).digest().subarray(0, 6)
  return [...bytes].map((byte) => characters[byte % characters.length]).join('')
}
