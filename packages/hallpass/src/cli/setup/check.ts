import { readConfig } from '../../config/index.ts'
import { checkSetup, createModel } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { setupAdministrator } from './administrator.ts'
import type { SetupFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { namedModel } from './named.ts'
import { completed, withNextSteps } from './next-step.ts'

/** `hallpass setup check`: a line for each difference, and an exit code of its own when there is one. */
export function runSetupCheck(context: CommandContext, flags: SetupFlags): Promise<void> {
  return withNextSteps(flags, () => check(context, flags))
}

async function check(context: CommandContext, flags: SetupFlags): Promise<void> {
  const { output } = context
  const inputs = setupInputs(context, flags)
  const wanted = createModel(inputs)
  const administrator = await setupAdministrator(context, inputs, wanted)
  const model = await namedModel(context, flags, administrator)
  const { account, differences } = await checkSetup(model, administrator)
  if (differences.length === 0) {
    output.note(`account ${account} is as set-up ${model.name} says`)
    return
  }
  output.result(differences.map(({ words }) => `${words}\n`).join(''))
  if (comparesWithDefault(flags) && differences.some(({ words }) => words.startsWith('policy '))) {
    output.note(
      'compared with the preset s3 for every bucket, since nothing says else: give what apply was given (--preset, --bucket, --policy or --config)',
    )
  }
  const repairable = differences.filter(({ repair }) => repair !== undefined)
  if (repairable.length > 0) {
    const count = `${repairable.length} of ${differences.length}`
    output.note(completed(`${count} can be put right: hallpass setup apply`, flags))
  }
  for (const { words, repair, hint } of differences) {
    if (!repair && hint !== undefined) output.note(completed(`${words}: ${hint}`, flags))
  }
  context.exitWith(exitCodes.differs)
}

/** Nothing that the account holds tells what the policies of a role were made from. */
function comparesWithDefault({ config, preset, bucket, policy, policyArn }: SetupFlags): boolean {
  const said = [preset, bucket, policy, policyArn].some((value) => value !== undefined)
  return !said && readConfig({ path: config }).config.setup?.roles === undefined
}
