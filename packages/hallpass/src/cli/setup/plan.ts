import { createModel, describeModel, literalReferences, accountPlaceholder } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { SetupFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'

/** `hallpass setup plan`: needs no AWS, and asks none. */
export function runSetupPlan(context: CommandContext, flags: SetupFlags): Promise<void> {
  const inputs = setupInputs(flags)
  const model = createModel(inputs)
  context.output.result(describeModel(model, inputs, literalReferences(model, accountPlaceholder)))
  if (inputs.externalId?.generated) noteGenerated(context, inputs.externalId.value)
  return Promise.resolve()
}

/** An external id that nobody named is another one the next time. */
export function noteGenerated(context: CommandContext, externalId: string): void {
  context.output.note(`the external id was made up just now; to keep it: --external-id ${externalId}`)
}
