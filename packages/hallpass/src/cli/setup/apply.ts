import { jsonText } from '../../base/index.ts'
import {
  applySetup,
  createModel,
  planSetup,
  planText,
  type HandedOverKey,
  type SetupOutputs,
} from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import { warnEveryBucket } from './every-bucket.ts'
import { setupAdministrator } from './administrator.ts'
import { approveChanges } from './approve.ts'
import { refuseUnusedDestination, setupDestination } from './destination.ts'
import type { SetupApplyFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { completed, withNextSteps } from './next-step.ts'
import { counted, keyOutputs, tellKey } from './key.ts'

/** `hallpass setup apply` */
export function runSetupApply(context: CommandContext, flags: SetupApplyFlags): Promise<void> {
  return withNextSteps(flags, () => apply(context, flags))
}

async function apply(context: CommandContext, flags: SetupApplyFlags): Promise<void> {
  const { output } = context
  const inputs = setupInputs(context, flags)
  warnEveryBucket(context, inputs)
  const model = createModel(inputs)
  const administrator = await setupAdministrator(context, inputs, model)
  if (flags.dryRun) {
    output.result(planText(await planSetup(model, administrator, { adopt: flags.adopt })))
    return
  }
  const { account: accountId, endpointForAll } = administrator
  const secret = { flags, inputs, account: accountId, endpointForAll }
  const warnOfSplit = splitWarning(context, flags.secretFile === undefined ? [] : [flags.secretFile])
  const applied = await applySetup(model, administrator, {
    adopt: flags.adopt,
    approve: (plan) => approveChanges(context, plan, flags.yes ?? false),
    openDestination: () => setupDestination(context, secret),
    keepsKey: (accessKeyIds) => refuseUnusedDestination(context, secret, accessKeyIds),
    // At once: whatever happens while we wait for AWS, the person has the key.
    handedOver: (key, outputs) => {
      output.result(outputText(outputs, key))
      tellKey(context, key, outputs)
      warnOfSplit()
    },
    progress: (words) => output.aside(words),
  })
  if (!applied.key) output.result(outputText(applied, undefined, applied.accessKeyId))
  for (const { words, hint } of applied.left) output.warning(words, hint && completed(hint, flags))
  const { account, changes } = applied
  output.note(
    changes.length === 0
      ? `set-up ${model.name} is in account ${account}: nothing to change`
      : `set-up ${model.name} is in account ${account}: ${counted(changes, 'change')}`,
  )
}

/** The seed's outputs and ours, as JSON. */
function outputText(outputs: SetupOutputs, key: HandedOverKey | undefined, accessKeyId?: string): string {
  const { account, roleArns, externalId, revokerRoleArn } = outputs
  return jsonText({
    role_arn: roleArns[0],
    ...keyOutputs(key, accessKeyId),
    account,
    role_arns: roleArns,
    external_id: externalId ?? null,
    ...(revokerRoleArn !== undefined && { revoker_role_arn: revokerRoleArn }),
  })
}
