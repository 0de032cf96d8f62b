import { type JsonAction, jsonAction, required } from '../protocol/index.ts'
import { invalidParameter, resourceNotFound } from './errors.ts'
import { findLiveSecret, secretNeed } from './find-secret.ts'
import { secretId, stage, versionId } from './members.ts'
import { current, moveStage, versionAtStage } from './versions.ts'

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage: JsonAction = jsonAction('secretsmanager', {
  name: 'UpdateSecretVersionStage',
  input: {
    SecretId: secretId,
    VersionStage: required(stage),
    RemoveFromVersionId: versionId,
    MoveToVersionId: versionId,
  },
  needs: (call, { SecretId, VersionStage }) => [
    secretNeed(call, 'UpdateSecretVersionStage', SecretId, [['secretsmanager:VersionStage', VersionStage]]),
  ],
  run: (call, { SecretId, VersionStage, RemoveFromVersionId: from, MoveToVersionId: to }) => {
    const secret = findLiveSecret(call, SecretId)
    const answer = { ARN: secret.arn, Name: secret.name }
    const holder = versionAtStage(secret, VersionStage)
    const target = to === undefined ? undefined : secret.versions.get(to)
    if (to !== undefined && target === undefined) {
      throw resourceNotFound(`Secrets Manager can't find the specified secret value for VersionId: ${to}`)
    }
    if (from === undefined && target === undefined) {
      throw invalidParameter('You must provide RemoveFromVersionId, MoveToVersionId, or both.')
    }
    if (target !== undefined && holder === target) return answer
    if (holder !== undefined && from === undefined) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      )
    }
    if (from !== undefined && holder?.id !== from) {
      throw invalidParameter(
        `The version ${from} in RemoveFromVersionId does not have the staging label ${VersionStage}.`,
      )
    }
    if (target !== undefined) moveStage(secret, VersionStage, target)
    else if (VersionStage === current) {
      throw invalidParameter(
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      )
    } else holder?.stages.delete(VersionStage)
    secret.changedAt = call.now
    return answer
  },
})
