import type { Secret, SecretVersion } from '../model/index.ts'
import {
  flag,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  jsonPage,
  text,
} from '../protocol/index.ts'
import { invalidNextToken } from './errors.ts'
import { accountNeed, findSecret, secretNeed, secretsOf } from './find-secret.ts'
import { secretId } from './members.ts'
import { filterList, readFilters } from './secret-filters.ts'
import { sortedStages } from './versions.ts'

const token = text({ minLength: 1, maxLength: 4096 })

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: JsonAction = jsonAction('secretsmanager', {
  name: 'DescribeSecret',
  input: { SecretId: secretId },
  needs: (call, { SecretId }) => [secretNeed(call, 'DescribeSecret', SecretId)],
  run: (call, { SecretId }) => {
    const secret = findSecret(call, SecretId)
    return { ...secretJson(secret), VersionIdsToStages: stagesById(secret) }
  },
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const listSecrets: JsonAction = jsonAction('secretsmanager', {
  name: 'ListSecrets',
  input: {
    IncludePlannedDeletion: flag,
    MaxResults: integer({ min: 1, max: 100 }),
    NextToken: token,
    Filters: filterList,
    SortOrder: text({ oneOf: ['asc', 'desc'] }),
    SortBy: text({ oneOf: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] }),
  },
  needs: () => [accountNeed('ListSecrets')],
  run: (call, { IncludePlannedDeletion = false, MaxResults = 100, SortOrder, SortBy, ...asked }) => {
    const matches = readFilters(asked.Filters ?? [])
    const descending = SortOrder !== 'asc'
    const keyOf = (secret: Secret): string => sortKey(secret, SortBy ?? 'created-date')
    const order = descending ? -1 : 1
    const found = secretsOf(call)
      .filter((secret) => (IncludePlannedDeletion || secret.deletionDate === undefined) && matches(secret))
      .toSorted((one, other) => (keyOf(one) < keyOf(other) ? -order : order))
    const { items, NextToken } = jsonPage(found, {
      most: MaxResults,
      token: asked.NextToken,
      keyOf,
      descending,
      refuse: invalidNextToken,
    })
    const SecretList = items.map((secret) => ({
      ...secretJson(secret),
      SecretVersionsToStages: stagesById(secret),
    }))
    return { SecretList, NextToken }
  },
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export const listSecretVersionIds: JsonAction = jsonAction('secretsmanager', {
  name: 'ListSecretVersionIds',
  input: {
    SecretId: secretId,
    MaxResults: integer({ min: 1, max: 100 }),
    NextToken: token,
    IncludeDeprecated: flag,
  },
  needs: (call, { SecretId }) => [secretNeed(call, 'ListSecretVersionIds', SecretId)],
  run: (call, { SecretId, MaxResults = 100, NextToken, IncludeDeprecated = false }) => {
    const secret = findSecret(call, SecretId)
    const listed = [...secret.versions.values()]
      .filter(({ stages }) => IncludeDeprecated || stages.size > 0)
      .toSorted((one, other) => (versionKey(one) < versionKey(other) ? -1 : 1))
    const page = jsonPage(listed, {
      most: MaxResults,
      token: NextToken,
      keyOf: versionKey,
      refuse: invalidNextToken,
    })
    const Versions = page.items.map((version) => ({
      VersionId: version.id,
      VersionStages: version.stages.size === 0 ? undefined : sortedStages(version),
      LastAccessedDate: version.accessedAt,
      CreatedDate: version.createdAt,
      KmsKeyIds: ['DefaultEncryptionKey'],
    }))
    return { Versions, NextToken: page.NextToken, ARN: secret.arn, Name: secret.name }
  },
})

/** A secret as DescribeSecret and ListSecrets show it. */
function secretJson(secret: Secret): JsonObject {
  const tags = [...secret.tags].map(([Key, Value]) => ({ Key, Value }))
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: secret.changedAt,
    LastAccessedDate: secret.accessedAt,
    DeletedDate: secret.deletionDate,
    Tags: tags.length === 0 ? undefined : tags,
    CreatedDate: secret.createdAt,
  }
}

function stagesById({ versions }: Secret): JsonObject | undefined {
  const staged = [...versions.values()].filter(({ stages }) => stages.size > 0)
  if (staged.length === 0) return undefined
  return Object.fromEntries(staged.map((version) => [version.id, sortedStages(version)]))
}

/** What a list is sorted by; with the name behind it no two are alike. */
function sortKey({ name, createdAt, accessedAt, changedAt }: Secret, by: string): string {
  if (by === 'name') return name
  const date = by === 'last-accessed-date' ? accessedAt : by === 'last-changed-date' ? changedAt : createdAt
  return `${date?.toISOString() ?? ''} ${name}`
}

/** As `sortKey`, with the id: no place in a list changes when the oldest version is forgotten. */
function versionKey({ createdAt, id }: SecretVersion): string {
  return `${createdAt.toISOString()} ${id}`
}
