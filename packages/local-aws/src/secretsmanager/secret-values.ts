import { AwsError } from '../base/index.ts'
import type { Secret, SecretVersion } from '../model/index.ts'
import {
  type Call,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  jsonPage,
  listOf,
  text,
} from '../protocol/index.ts'
import { invalidNextToken, invalidParameter, invalidRequest } from './errors.ts'
import { accountNeed, findLiveSecret, secretNeed, secretsOf } from './find-secret.ts'
import { dayOf, description, keptKey, keyId, requestToken, secretId, stage, versionId } from './members.ts'
import { filterList, readFilters } from './secret-filters.ts'
import {
  checkKeyIsForCaller,
  findVersion,
  hasValue,
  putVersion,
  sortedStages,
  valueMembers,
} from './versions.ts'

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: JsonAction = jsonAction('secretsmanager', {
  name: 'GetSecretValue',
  input: { SecretId: secretId, VersionId: versionId, VersionStage: stage },
  needs: (call, { SecretId, VersionId, VersionStage }) => [
    secretNeed(call, 'GetSecretValue', SecretId, [
      ['secretsmanager:VersionId', VersionId],
      ['secretsmanager:VersionStage', VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined)],
    ]),
  ],
  run: (call, { SecretId, VersionId, VersionStage }) =>
    readValue(call, findLiveSecret(call, SecretId), VersionId, VersionStage),
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export const batchGetSecretValue: JsonAction = jsonAction('secretsmanager', {
  name: 'BatchGetSecretValue',
  input: {
    SecretIdList: listOf(text({ minLength: 1, maxLength: 2048 }), { minLength: 1, maxLength: 20 }),
    Filters: filterList,
    MaxResults: integer({ min: 1, max: 20 }),
    NextToken: text({ minLength: 1, maxLength: 4096 }),
  },
  needs: (_, { Filters }) =>
    Filters === undefined
      ? [accountNeed('BatchGetSecretValue')]
      : [accountNeed('BatchGetSecretValue'), accountNeed('ListSecrets')],
  run: (call, { SecretIdList, Filters, MaxResults, NextToken: token }) => {
    if ((SecretIdList === undefined) === (Filters === undefined)) {
      throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.")
    }
    if (SecretIdList !== undefined && MaxResults !== undefined) {
      throw invalidParameter(
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      )
    }
    if (SecretIdList !== undefined) return readValues(call, [...new Set(SecretIdList)])
    const matches = readFilters(Filters ?? [])
    const found = secretsOf(call)
      .filter((secret) => secret.deletionDate === undefined && matches(secret))
      .toSorted(({ name: one }, { name: other }) => (one < other ? -1 : 1))
    const { items, NextToken } = jsonPage(found, {
      most: MaxResults ?? 20,
      token,
      keyOf: ({ name }) => name,
      refuse: invalidNextToken,
    })
    return {
      ...readValues(
        call,
        items.map(({ arn }) => arn),
      ),
      NextToken,
    }
  },
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue: JsonAction = jsonAction('secretsmanager', {
  name: 'PutSecretValue',
  input: {
    SecretId: secretId,
    ClientRequestToken: requestToken,
    ...valueMembers,
    VersionStages: listOf(stage, { minLength: 1, maxLength: 20 }),
  },
  refuses: ['RotationToken'],
  needs: (call, { SecretId }) => [secretNeed(call, 'PutSecretValue', SecretId)],
  run: (call, { SecretId, ClientRequestToken, VersionStages, ...value }) => {
    const secret = findLiveSecret(call, SecretId)
    if (!hasValue(value)) throw invalidRequest('You must provide either SecretString or SecretBinary.')
    const version = putVersion(call, secret, value, ClientRequestToken, VersionStages)
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: sortedStages(version) }
  },
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export const updateSecret: JsonAction = jsonAction('secretsmanager', {
  name: 'UpdateSecret',
  input: {
    SecretId: secretId,
    ClientRequestToken: requestToken,
    Description: description,
    KmsKeyId: keyId,
    ...valueMembers,
  },
  refuses: ['Type'],
  needs: (call, { SecretId, Description, KmsKeyId }) => [
    secretNeed(call, 'UpdateSecret', SecretId, [
      ['secretsmanager:Description', Description],
      ['secretsmanager:KmsKeyId', KmsKeyId],
    ]),
  ],
  run: (call, { SecretId, ClientRequestToken, Description, KmsKeyId, ...value }) => {
    const secret = findLiveSecret(call, SecretId)
    const key = keptKey(call, secret.account, KmsKeyId)
    const version = hasValue(value) ? putVersion(call, secret, value, ClientRequestToken) : undefined
    if (Description !== undefined) secret.description = Description
    if (KmsKeyId !== undefined) secret.kmsKeyId = key
    secret.changedAt = call.now
    return { ARN: secret.arn, Name: secret.name, VersionId: version?.id }
  },
})

/**
 * A value as GetSecretValue answers it, and that it was read.
 *
 * @throws AwsError `InvalidRequestException` to who is of another account: AWS's own key is for one account
 */
export function readValue(
  call: Call,
  secret: Secret,
  id: string | undefined,
  at: string | undefined,
): JsonObject {
  checkKeyIsForCaller(call, secret)
  const version = findVersion(secret, id, at)
  secret.accessedAt = version.accessedAt = dayOf(call.now)
  return valueJson(secret, version)
}

function valueJson({ arn, name }: Secret, version: SecretVersion): JsonObject {
  return {
    ARN: arn,
    Name: name,
    VersionId: version.id,
    SecretBinary: version.bytes,
    SecretString: version.text,
    VersionStages: sortedStages(version),
    CreatedDate: version.createdAt,
  }
}

/** Each for itself: what may not be read, or is not there, is an error beside the others' values. */
function readValues(call: Call, ids: readonly string[]): JsonObject {
  const SecretValues: JsonObject[] = []
  const Errors: JsonObject[] = []
  for (const id of ids) {
    try {
      const refusal = call.refusalOf(
        secretNeed(call, 'GetSecretValue', id, [['secretsmanager:VersionStage', 'AWSCURRENT']]),
      )
      if (refusal !== undefined) throw refusal
      SecretValues.push(readValue(call, findLiveSecret(call, id), undefined, undefined))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const ErrorCode = error.code === 'AccessDenied' ? 'AccessDeniedException' : error.code
      Errors.push({ SecretId: id, ErrorCode, Message: error.message })
    }
  }
  return { SecretValues, Errors }
}
