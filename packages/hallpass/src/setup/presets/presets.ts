import { policyDocument } from '../../iam/index.ts'
import type { DocumentOf } from '../model/model.ts'
import { neverAuditLogsStatement, neverStatement } from './never.ts'
import type { Preset } from './preset.ts'
import { readOnly } from './read-only.ts'
import { s3OwnPrefix } from './s3-own-prefix.ts'
import { s3 } from './s3.ts'

/** Every preset; the first is what a role gets when nothing else is asked for. */
export const presets: readonly [Preset, ...Preset[]] = [s3, s3OwnPrefix, readOnly]

/** A preset's policy: what it allows, and what no participant may ever do. */
export function presetDocument(preset: Preset, bucket: string | undefined): DocumentOf {
  return (references) =>
    policyDocument([
      ...preset.statements(references, bucket),
      neverAuditLogsStatement(references),
      neverStatement,
    ])
}
