/**
 * Secrets Manager: secrets, their versions with stages, and their policies.
 *
 * @module
 */
import type { JsonActions } from '../protocol/index.ts'
import { createSecret } from './create-secret.ts'
import { deleteSecret, restoreSecret } from './delete-secret.ts'
import { describeSecret, listSecrets, listSecretVersionIds } from './list-secrets.ts'
import { missingActions } from './missing-actions.ts'
import { getRandomPassword } from './random-password.ts'
import { resourcePolicyActions } from './resource-policy.ts'
import { batchGetSecretValue, getSecretValue, putSecretValue, updateSecret } from './secret-values.ts'
import { tagActions } from './tags.ts'
import { updateSecretVersionStage } from './version-stage.ts'

export { findLiveSecret, secretNeed } from './find-secret.ts'
export { readValue } from './secret-values.ts'

/** The actions of Secrets Manager: all but rotation and replication. */
export const secretsManagerActions: JsonActions = {
  actions: new Map(
    [
      batchGetSecretValue,
      createSecret,
      deleteSecret,
      describeSecret,
      getRandomPassword,
      getSecretValue,
      listSecrets,
      listSecretVersionIds,
      putSecretValue,
      ...resourcePolicyActions,
      restoreSecret,
      ...tagActions,
      updateSecret,
      updateSecretVersionStage,
    ].map((action) => [action.name, action]),
  ),
  missing: missingActions,
}
