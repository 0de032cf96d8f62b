import { HallpassError } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { destroySetup, createModel, keyProfilesOf } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { setupAdministrator } from './administrator.ts'
import type { SetupDestroyFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { namedModel } from './named.ts'
import { withNextSteps } from './next-step.ts'
import { counted } from './key.ts'

/** `hallpass setup destroy` */
export function runSetupDestroy(context: CommandContext, flags: SetupDestroyFlags): Promise<void> {
  return withNextSteps(flags, () => destroy(context, flags))
}

async function destroy(context: CommandContext, flags: SetupDestroyFlags): Promise<void> {
  const { output, ask } = context
  const inputs = setupInputs(context, flags)
  const wanted = createModel(inputs)
  if (flags.confirm === undefined && !ask) {
    throw new HallpassError('UsageError', '--confirm is missing', {
      hint: `to take the set-up away, type its name: --confirm ${wanted.name}`,
      facts: { name: '--confirm' },
    })
  }
  const administrator = await setupAdministrator(context, inputs, wanted)
  const model = await namedModel(context, flags, administrator)
  const confirm =
    flags.confirm ??
    (await ask?.text(
      `type ${model.name} to take the set-up out of account ${administrator.account}`,
      (text) => (text === model.name ? undefined : model.name),
    ))
  const { account, deleted, givenBack } = await destroySetup(model, administrator, {
    confirm: confirm ?? '',
    progress: (words) => output.aside(words),
  })
  output.note(
    deleted.length + givenBack.length === 0
      ? `there is nothing of set-up ${model.name} in account ${account}`
      : `set-up ${model.name} is out of account ${account}: ${counted(deleted, 'deletion')}`,
  )
  for (const what of givenBack) {
    output.note(`${what} was there before: it was not deleted, and is again what it was`)
  }
  if (givenBack.some((what) => what.startsWith('role '))) {
    output.note('sessions of it that were handed out go on until they expire, or are revoked')
  }
  const { file, profiles } = keyProfilesOf({ setupName: model.name, account, env: context.env })
  if (profiles.length > 0) {
    output.note(
      `its key is still in ${file}, and good for nothing: hallpass profile remove ${profiles.map(posixWord).join(' ')}`,
    )
  }
}
