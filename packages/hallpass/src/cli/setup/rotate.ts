import { jsonText } from '../../base/index.ts'
import { createModel, finishRotation, rotateKey } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import { setupAdministrator } from './administrator.ts'
import { setupDestination } from './destination.ts'
import type { SetupRotateFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { namedModel } from './named.ts'
import { keyOutputs, tellKey } from './key.ts'
import { completed, withNextSteps } from './next-step.ts'

const defaultUnusedSeconds = 3600

/** `hallpass setup rotate`, and later `rotate --finish` */
export function runSetupRotate(context: CommandContext, flags: SetupRotateFlags): Promise<void> {
  return withNextSteps(flags, () => rotate(context, flags))
}

async function rotate(context: CommandContext, flags: SetupRotateFlags): Promise<void> {
  const { output } = context
  const inputs = setupInputs(context, flags)
  const wanted = createModel(inputs)
  const administrator = await setupAdministrator(context, inputs, wanted)
  const model = await namedModel(context, flags, administrator)
  if (flags.finish) {
    const { deleted, kept } = await finishRotation(model, administrator, {
      unusedForSeconds: flags.unusedFor ?? defaultUnusedSeconds,
    })
    output.note(
      deleted === undefined
        ? `there is one key, ${kept}: no rotation is under way`
        : `access key ${deleted} is gone; ${kept} goes on`,
    )
    return
  }
  const { account, endpointForAll } = administrator
  const warnOfSplit = splitWarning(context, flags.secretFile === undefined ? [] : [flags.secretFile])
  const { before } = await rotateKey(model, administrator, {
    openDestination: () => setupDestination(context, { flags, inputs, account, endpointForAll }),
    handedOver: (key) => {
      output.result(jsonText(keyOutputs(key)))
      tellKey(context, key)
      warnOfSplit()
    },
    progress: (words) => output.aside(words),
  })
  output.note(
    completed(
      `the new key works; ${before.join(', ')} goes on working until: hallpass setup rotate --finish`,
      flags,
    ),
  )
}
