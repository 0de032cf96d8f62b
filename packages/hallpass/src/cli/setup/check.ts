import { checkSetup, createModel } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { setupAdministrator } from './administrator.ts'
import type { SetupFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'

/** `hallpass setup check`: a line for each difference, and an exit code of its own when there is one. */
export async function runSetupCheck(context: CommandContext, flags: SetupFlags): Promise<void> {
  const { output } = context
  const inputs = setupInputs(flags)
  const model = createModel(inputs)
  const administrator = await setupAdministrator(context, inputs, model)
  const { account, differences } = await checkSetup(model, administrator)
  if (differences.length === 0) {
    output.note(`account ${account} is as set-up ${model.name} says`)
    return
  }
  output.result(differences.map(({ words }) => `${words}\n`).join(''))
  const repairable = differences.filter(({ repair }) => repair !== undefined)
  if (repairable.length > 0) {
    output.note(`hallpass setup apply puts ${repairable.length} of ${differences.length} right`)
  }
  for (const { words, repair, hint } of differences) {
    if (!repair && hint !== undefined) output.note(`${words}: ${hint}`)
  }
  context.exitWith(exitCodes.differs)
}
