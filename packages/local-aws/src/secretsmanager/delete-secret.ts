import { flag, integer, type JsonAction, jsonAction } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'
import { findLiveSecret, findSecret, secretArnPrefix, secretAt, secretNeed } from './find-secret.ts'
import { secretId } from './members.ts'

const dayMs = 86_400_000
const defaultDays = 30

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export const deleteSecret: JsonAction = jsonAction('secretsmanager', {
  name: 'DeleteSecret',
  input: {
    SecretId: secretId,
    RecoveryWindowInDays: integer({}, 'a Long'),
    ForceDeleteWithoutRecovery: flag,
  },
  needs: (call, { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }) => [
    secretNeed(call, 'DeleteSecret', SecretId, [
      ['secretsmanager:RecoveryWindowInDays', RecoveryWindowInDays],
      ['secretsmanager:ForceDeleteWithoutRecovery', ForceDeleteWithoutRecovery],
    ]),
  ],
  run: (call, { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery = false }) => {
    if (ForceDeleteWithoutRecovery && days !== undefined) {
      throw invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      )
    }
    if (days !== undefined && (days < 7 || days > 30)) {
      throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).')
    }
    if (ForceDeleteWithoutRecovery) {
      // One that is not there, or is to be deleted already, is no error then.
      const known = secretAt(call, SecretId)
      if (known !== undefined) {
        call.state.accounts.get(known.account)?.regions.get(known.region)?.secrets.delete(known.name)
      }
      const arn = SecretId.startsWith('arn:')
        ? SecretId
        : `${secretArnPrefix(call.region, call.account.id)}${SecretId}`
      return { ARN: known?.arn ?? arn, Name: known?.name ?? SecretId, DeletionDate: call.now }
    }
    const secret = findLiveSecret(call, SecretId)
    secret.deletionDate = new Date(call.now.getTime() + (days ?? defaultDays) * dayMs)
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletionDate }
  },
})

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const restoreSecret: JsonAction = jsonAction('secretsmanager', {
  name: 'RestoreSecret',
  input: { SecretId: secretId },
  needs: (call, { SecretId }) => [secretNeed(call, 'RestoreSecret', SecretId)],
  run: (call, { SecretId }) => {
    const secret = findSecret(call, SecretId)
    secret.deletionDate = undefined
    return { ARN: secret.arn, Name: secret.name }
  },
})
