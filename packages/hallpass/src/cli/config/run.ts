import { HallpassError, jsonText } from '../../base/index.ts'
import { readConfig, configFileName, configSchema } from '../../config/index.ts'
import { inputProblems } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** `hallpass config check`: the file's form, and what `hallpass setup` would make of it. */
export function runConfigCheck(context: CommandContext, path: string | undefined): Promise<void> {
  const loaded = readConfig({ path })
  if (loaded.path === undefined) {
    throw new HallpassError('SettingInvalid', `there is no ${configFileName} here`, {
      hint: 'name the file: hallpass config check FILE',
    })
  }
  const problems = inputProblems(loaded)
  const [first] = problems
  if (first && problems.length === 1) throw first
  if (first) {
    const lines = problems.map((one) => one.message + (one.hint === undefined ? '' : `: ${one.hint}`))
    throw new HallpassError('SettingInvalid', `${loaded.path}: ${problems.length} things are wrong`, {
      hint: lines.join('\n'),
      facts: { file: loaded.path },
    })
  }
  context.output.note(`${loaded.path} is good`)
  return Promise.resolve()
}

/** `hallpass config schema` */
export function runConfigSchema(context: CommandContext): Promise<void> {
  context.output.result(jsonText(configSchema))
  return Promise.resolve()
}
