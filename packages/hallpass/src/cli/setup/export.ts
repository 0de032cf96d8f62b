import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HallpassError } from '../../base/index.ts'
import { type ExportFormat, exportFiles, type ExportedFile, createModel } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { warnEveryBucket } from './every-bucket.ts'
import type { SetupExportFlags } from './flags.ts'
import { setupInputs } from './inputs.ts'
import { noteGenerated } from './plan.ts'

/** `hallpass setup export`: to stdout, or into the folder of `--out`. */
export function runSetupExport(
  context: CommandContext,
  flags: SetupExportFlags,
  format: ExportFormat,
): Promise<void> {
  const inputs = setupInputs(context, flags)
  warnEveryBucket(context, inputs)
  const files = exportFiles(format, createModel(inputs), inputs)
  if (flags.out === undefined) context.output.result(files.map(({ content }) => content).join('\n'))
  else for (const file of files) context.output.note(`wrote ${writeFile(flags.out, file)}`)
  if (inputs.externalId?.generated) noteGenerated(context, inputs.externalId.value)
  return Promise.resolve()
}

function writeFile(folder: string, { name, content, executable = false }: ExportedFile): string {
  const path = join(folder, name)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, content)
    if (executable) chmodSync(path, 0o755)
  } catch (error) {
    throw new HallpassError('OutputUnwritable', `${path} cannot be written`, {
      hint: 'name another folder with --out',
      cause: error,
      facts: { file: path, name: '--out' },
    })
  }
  return path
}
