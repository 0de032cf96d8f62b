import {
  accountPlaceholder,
  createModel,
  describeModel,
  literalReferences,
  planSetup,
  planText,
} from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { warnEveryBucket } from './every-bucket.ts'
import { setupAdministrator } from './administrator.ts'
import type { SetupPlanFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'

/** `hallpass setup plan`: needs no AWS and asks none, unless it is told with whose credentials to look. */
export async function runSetupPlan(context: CommandContext, flags: SetupPlanFlags): Promise<void> {
  const inputs = setupInputs(context, flags)
  warnEveryBucket(context, inputs)
  const model = createModel(inputs)
  if (flags.sourceProfile === undefined) {
    context.output.result(describeModel(model, inputs, literalReferences(model, accountPlaceholder)))
  } else {
    const administrator = await setupAdministrator(context, inputs, model)
    context.output.result(planText(await planSetup(model, administrator, { adopt: flags.adopt })))
  }
  if (inputs.externalId?.generated) noteGenerated(context, inputs.externalId.value)
}

/** An external id that nobody named is another one the next time. */
export function noteGenerated(context: CommandContext, externalId: string): void {
  context.output.note(`the external id was made up just now; to keep it: --external-id ${externalId}`)
}
