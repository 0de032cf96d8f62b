import type { SetupInputs } from '../model/inputs.ts'
import type { SetupModel } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'
import { adminPolicyFiles } from './admin-policy.ts'
import { cliScriptFiles } from './cli-script.ts'
import { cloudformationFiles } from './cloudformation.ts'
import { consoleStepsFiles } from './console-steps.ts'
import type { ExportFormat } from './export-formats.ts'
import type { ExportedFile } from './exported-file.ts'
import { terraformFiles } from './terraform.ts'

/** What stands for the account's number where a person puts it in. */
export const accountPlaceholder = 'AWS_ACCOUNT_ID'

/** The files of an export, in the order in which they are to be read. */
export function exportFiles(
  format: ExportFormat,
  model: SetupModel,
  inputs: SetupInputs,
): readonly ExportedFile[] {
  const references = literalReferences(model, accountPlaceholder)
  switch (format) {
    case 'terraform':
      return terraformFiles(model, inputs)
    case 'cloudformation':
      return cloudformationFiles(model)
    case 'cli':
      return cliScriptFiles(model, inputs)
    case 'steps':
      return consoleStepsFiles(model, references)
    default:
      return adminPolicyFiles(model, references)
  }
}
