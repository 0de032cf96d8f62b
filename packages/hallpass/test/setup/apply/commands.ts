import type { Environment } from '../../../src/base/environment.ts'
import { runSetupApply } from '../../../src/cli/setup/apply.ts'
import { runSetupCheck } from '../../../src/cli/setup/check.ts'
import { runSetupDestroy } from '../../../src/cli/setup/destroy.ts'
import type {
  SetupApplyFlags,
  SetupCheckFlags,
  SetupDestroyFlags,
  SetupRotateFlags,
} from '../../../src/cli/setup/flags.ts'
import { runSetupPlan } from '../../../src/cli/setup/plan.ts'
import { runSetupRotate } from '../../../src/cli/setup/rotate.ts'
import type { Asker } from '../../../src/cli/terminal/ask.ts'
import type { CommandContext } from '../../../src/cli/terminal/context.ts'
import { createOutput, reportFailure } from '../../../src/cli/terminal/output.ts'

const commands = {
  plan: runSetupPlan,
  apply: runSetupApply,
  check: runSetupCheck,
  destroy: runSetupDestroy,
  rotate: runSetupRotate,
}

type Flags = Partial<SetupApplyFlags & SetupCheckFlags & SetupRotateFlags & SetupDestroyFlags>

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command of `hallpass setup` as the command line does, but for the parsing of its flags. */
export async function runSetup(
  command: keyof typeof commands,
  flags: Flags,
  where: { readonly env: Environment; readonly ask?: Asker; readonly now?: () => Date },
): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  let exit = 0
  const output = createOutput({
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text), isTTY: where.ask !== undefined },
    env: { NO_COLOR: '1' },
  })
  const context: CommandContext = {
    process: { stdout: { write: () => true }, stderr: { write: () => true } },
    env: where.env,
    output,
    now: where.now ?? (() => new Date()),
    ask: where.ask,
    signal: new AbortController().signal,
    exitWith: (code) => {
      exit = code
    },
  }
  try {
    await commands[command](context, {
      trustAccount: false,
      noExternalId: false,
      adopt: false,
      printSecret: false,
      finish: false,
      ...flags,
    })
  } catch (error) {
    exit = reportFailure(error, output)
  }
  return { exit, stdout, stderr }
}
