import { checkOptionNames, type Environment } from '../../base/index.ts'
import { checkGivenConfig, type SetupConfig } from '../../config/index.ts'
import { accountPlaceholder, exportFiles } from '../export/export.ts'
import type { ExportFormat } from '../export/export-formats.ts'
import type { ExportedFile } from '../export/exported-file.ts'
import { resolveInputs } from '../inputs/resolve-inputs.ts'
import { createModel } from '../model/create-model.ts'
import { describeModel } from '../model/describe-model.ts'
import type { SetupInputs } from '../model/inputs.ts'
import type { SetupModel } from '../model/model.ts'
import { literalReferences } from '../model/references.ts'

/** What has to exist in an account before anything can be issued. Made by {@link createSetup}. */
export interface Setup {
  /** Every user, provider, role and policy. */
  readonly model: SetupModel
  /** What it was made from, defaults filled in. */
  readonly inputs: SetupInputs
}

/** Where {@link createSetup} looks for what the configuration leaves open. */
export interface CreateSetupOptions {
  /** Where a region is looked for (`AWS_REGION` …) when the configuration names none. Default: `process.env`. */
  readonly env?: Environment | undefined
  /** For an external id that nobody named. Default: the system's. */
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
}

/**
 * Makes the model of a set-up from what `hallpass.config.json` holds under `setup`: all of it may be left out, and
 * then it is user `instruqt` and role `InstruqtS3Access` with the preset `s3`, for every bucket. Policy files are
 * read from the current folder. Calls nothing.
 *
 * ```ts
 * const setup = createSetup({ name: 'lab', roles: [{ name: 'Lab', presets: ['s3'], bucket: 'lab-*' }] })
 * ```
 *
 * @throws HallpassError `InvalidInput`, `UsageError`, `SettingInvalid` for a policy file that AWS would not take
 * @throws TypeError for a configuration of a wrong form, an unknown name among it
 */
export function createSetup(config: SetupConfig = {}, options: CreateSetupOptions = {}): Setup {
  checkOptionNames('createSetup()', options, { env: true, randomBytes: true })
  checkGivenConfig({ setup: config })
  const { env = process.env, randomBytes } = options
  const loaded = { path: undefined, config: { setup: config } }
  const inputs = resolveInputs({}, loaded, { env, ...(randomBytes && { randomBytes }) })
  return { model: createModel(inputs), inputs }
}

/** The set-up in words: what would be created, in which order, and each policy in full. Calls nothing. */
export function setupText({ model, inputs }: Setup): string {
  return describeModel(model, inputs, literalReferences(model, accountPlaceholder))
}

/**
 * The set-up for another tool: Terraform, CloudFormation, a script for the AWS CLI, steps for the console, or the
 * least policy that an administrator needs. Calls nothing.
 */
export function setupExport({ model, inputs }: Setup, format: ExportFormat): readonly ExportedFile[] {
  return exportFiles(format, model, inputs)
}
