import { isDeepStrictEqual } from 'node:util'

import { requestId } from '../base/index.ts'
import type { Secret, SecretVersion } from '../model/index.ts'
import { blob, type Call, text } from '../protocol/index.ts'
import {
  invalidParameter,
  invalidRequest,
  limitExceeded,
  resourceExists,
  resourceNotFound,
} from './errors.ts'

export const current = 'AWSCURRENT'
const previous = 'AWSPREVIOUS'
const mostBytes = 65_536
/** On all versions of a secret together. */
const mostStages = 20
/** Of those without a stage; there may be some more than these with one. */
const mostDeprecated = 100

/** A secret's value, as it is sent: as text or as bytes. */
export const valueMembers = {
  SecretBinary: blob({ minLength: 1, maxLength: mostBytes }),
  SecretString: text({ minLength: 1, maxLength: mostBytes, hidden: true }),
}

export interface SentValue {
  readonly SecretBinary: Uint8Array | undefined
  readonly SecretString: string | undefined
}

/**
 * Whether a value was sent.
 *
 * @throws AwsError `InvalidParameterException` for two
 */
export function hasValue({ SecretBinary, SecretString }: SentValue): boolean {
  if (SecretBinary !== undefined && SecretString !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
  }
  return SecretBinary !== undefined || SecretString !== undefined
}

/**
 * Makes a version of a secret and moves the stages to it. One that the token made before is the answer to the
 * same request again.
 *
 * @throws AwsError `ResourceExistsException` where the token made a version of another value,
 * `LimitExceededException` for more stages than a secret can have, and as `checkKeyIsForCaller`
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function putVersion(
  call: Call,
  secret: Secret,
  sent: SentValue,
  token: string | undefined,
  stages: readonly string[] = [current],
): SecretVersion {
  checkKeyIsForCaller(call, secret)
  const id = token ?? requestId(call.randomBytes)
  const known = secret.versions.get(id)
  if (known !== undefined) {
    if (isSameValue(known, sent)) return known
    throw resourceExists(
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
    )
  }
  const version: SecretVersion = {
    id,
    createdAt: call.now,
    text: sent.SecretString,
    bytes: sent.SecretBinary,
    stages: new Set(),
    accessedAt: undefined,
  }
  const given = new Set(secret.versions.size === 0 ? [...stages, current] : stages)
  checkStages(secret, given)
  secret.versions.set(id, version)
  for (const one of given) moveStage(secret, one, version)
  secret.changedAt = call.now
  forgetDeprecated(secret)
  return version
}

/** Whether a version has the value that was sent. */
export function isSameValue({ text: kept, bytes }: SecretVersion, sent: SentValue): boolean {
  return (
    kept === sent.SecretString &&
    isDeepStrictEqual(bytes && [...bytes], sent.SecretBinary && [...sent.SecretBinary])
  )
}

/** Takes a stage from the version that has it and gives it to another. The version that was current becomes the previous one. */
export function moveStage(secret: Secret, stage: string, to: SecretVersion): void {
  const from = versionAtStage(secret, stage)
  if (from === to) return
  checkStages(secret, new Set([stage]))
  from?.stages.delete(stage)
  to.stages.add(stage)
  if (stage !== current || from === undefined) return
  for (const version of secret.versions.values()) version.stages.delete(previous)
  from.stages.add(previous)
}

/**
 * Checks that a secret has no more stages than it can have once a version is given these.
 *
 * @throws AwsError `LimitExceededException`
 */
function checkStages({ versions }: Secret, given: ReadonlySet<string>): void {
  const all = new Set(given)
  for (const { stages } of versions.values()) for (const stage of stages) all.add(stage)
  // The version that was current is the previous one then.
  if (given.has(current) && versions.size > 0) all.add(previous)
  if (all.size > mostStages) throw limitExceeded()
}

/**
 * Checks that the caller may use the key of a secret, to read a value of it or to put one.
 *
 * @throws AwsError `InvalidRequestException` to who is of another account: AWS's own key is for one account
 */
export function checkKeyIsForCaller({ caller }: Call, { account }: Secret): void {
  if (account === caller.account) return
  throw invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  )
}

export function versionAtStage({ versions }: Secret, stage: string): SecretVersion | undefined {
  return [...versions.values()].find(({ stages }) => stages.has(stage))
}

/**
 * The version that is asked for by its id, its stage or both; the current one where neither is sent.
 *
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` for a stage that the version has not
 */
export function findVersion(
  secret: Secret,
  id: string | undefined,
  stage: string | undefined,
): SecretVersion {
  if (id === undefined) {
    const found = versionAtStage(secret, stage ?? current)
    if (found !== undefined) return found
    throw resourceNotFound(
      `Secrets Manager can't find the specified secret value for staging label: ${stage ?? current}`,
    )
  }
  const found = secret.versions.get(id)
  if (found === undefined) {
    throw resourceNotFound(`Secrets Manager can't find the specified secret value for VersionId: ${id}`)
  }
  if (stage !== undefined && !found.stages.has(stage)) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.')
  }
  return found
}

/** Stages in the order in which AWS lists them. */
export function sortedStages({ stages }: SecretVersion): readonly string[] {
  return [...stages].toSorted()
}

function forgetDeprecated({ versions }: Secret): void {
  const deprecated = [...versions.values()].filter(({ stages }) => stages.size === 0)
  for (const { id } of deprecated.slice(0, Math.max(0, deprecated.length - mostDeprecated)))
    versions.delete(id)
}
