import { jsonText } from '../../base/index.ts'
import { readConfig } from '../../config/index.ts'
import { formatDuration } from '../../issue/index.ts'
import {
  type Administrator,
  type Difference,
  checkSetup,
  createModel,
  literalReferences,
  roleOptions,
} from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { setupAdministrator } from './administrator.ts'
import type { SetupCheckFlags, SetupFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { namedFlags } from './named.ts'
import { completed, withNextSteps } from './next-step.ts'

/** `hallpass setup check`: a line for each difference, and an exit code of its own when there is one. */
export function runSetupCheck(
  context: CommandContext,
  { json = false, ...flags }: SetupCheckFlags,
): Promise<void> {
  return withNextSteps(flags, () => check(context, flags, json))
}

async function check(context: CommandContext, given: SetupFlags, json: boolean): Promise<void> {
  const { output } = context
  const inputs = setupInputs(context, given)
  const wanted = createModel(inputs)
  const administrator = await setupAdministrator(context, inputs, wanted)
  const flags = await toldByRole(context, given, administrator)
  const model = createModel(setupInputs(context, flags))
  const { account, differences } = await checkSetup(model, administrator)
  const isGuess = comparesWithDefault(flags) && differences.some(changesPolicyOfRole)
  // What is beside a guess may be what was asked for.
  const hintOf = ({ repair, hint, isOtherPolicyOfRole }: Difference): string | undefined =>
    repair !== undefined || (isGuess && isOtherPolicyOfRole === true) ? undefined : hint
  if (json) {
    output.result(
      jsonText({
        name: model.name,
        account,
        isGuess,
        differences: differences.map((difference) => ({
          difference: difference.words,
          repairable: difference.repair !== undefined,
          hint: hintOf(difference) && completed(hintOf(difference) ?? '', flags),
        })),
      }),
    )
  }
  if (differences.length === 0) {
    output.note(`account ${account} is as set-up ${model.name} says`)
    return
  }
  if (!json) output.result(differences.map(({ words }) => `${words}\n`).join(''))
  const repairable = differences.filter(({ repair }) => repair !== undefined)
  if (isGuess) {
    output.note(
      'compared with the preset s3 for every bucket, since nothing says else: give what apply was given (--preset, --bucket, --policy or --config)',
    )
  }
  // Of a set-up with a name of its own it is known that somebody gave flags: without them the role would get what nobody
  // asked for.
  if (repairable.length > 0 && !(isGuess && given.name !== undefined)) {
    const count = `${repairable.length} of ${differences.length}`
    output.note(completed(`${count} can be put right: hallpass setup apply`, flags))
  }
  for (const difference of differences) {
    const hint = hintOf(difference)
    if (hint !== undefined) output.note(completed(`${difference.words}: ${hint}`, flags))
  }
  context.exitWith(exitCodes.differs)
}

/** Where a name is all that is said, what the set-up's role tells of how it was made; it is said what that is. */
async function toldByRole(
  context: CommandContext,
  given: SetupFlags,
  administrator: Administrator,
): Promise<SetupFlags> {
  const named = await namedFlags(context, given, administrator)
  if (named === given || named.role === undefined) return given
  const references = literalReferences(createModel(setupInputs(context, named)), administrator.account)
  const told = await roleOptions(administrator, named.role, references)
  const says = saysPolicies(given)
  const seconds = given.maxSessionDuration ?? told?.maxSessionDurationSeconds
  const presets = says ? undefined : told?.policies?.presets
  const bucket = says ? undefined : told?.policies?.bucket
  const words = [
    `user ${named.user} and role ${named.role}`,
    ...(presets === undefined ? [] : [`preset ${presets.join(', ')}${bucket ? ` for ${bucket}` : ''}`]),
    ...((presets?.length ?? 0) > 1 ? ['as far as its policies tell (one that is gone is not seen)'] : []),
    ...(given.maxSessionDuration === undefined && seconds !== undefined && seconds !== 3600
      ? [`sessions of up to ${formatDuration(seconds)}`]
      : []),
  ]
  context.output.note(`set-up ${named.name} is ${words.join(', ')}`)
  return {
    ...named,
    ...(presets !== undefined && { preset: presets }),
    ...(bucket !== undefined && { bucket }),
    maxSessionDuration: seconds === 3600 ? given.maxSessionDuration : seconds,
    boundary: given.boundary ?? told?.boundary,
    ...(given.noExternalId === true ? {} : { externalId: given.externalId ?? told?.externalId }),
    ...(told?.trustsAccount === true && { trustAccount: true }),
  }
}

function saysPolicies({ preset, bucket, policy, policyArn }: SetupFlags): boolean {
  return [preset, bucket, policy, policyArn].some((value) => value !== undefined)
}

function changesPolicyOfRole({ repair }: Difference): boolean {
  return repair?.kind === 'put-policy' && repair.holder.kind === 'Role'
}

/** Nothing that the account holds tells what the policies of a role were made from. */
function comparesWithDefault(flags: SetupFlags): boolean {
  return !saysPolicies(flags) && readConfig({ path: flags.config }).config.setup?.roles === undefined
}
