import type { PolicyStatement } from '../../iam/index.ts'
import type { References } from '../model/model.ts'

/** A ready-made answer to what a participant may do. */
export interface Preset {
  readonly name: string
  /** One paragraph, for people. */
  readonly summary: string
  /** Whether it is about a bucket: it has to be named, may be (a pattern then), or there is none. */
  readonly bucket: 'needed' | 'optional' | 'none'
  /** What it allows; what no participant may ever do is denied beside it. */
  readonly statements: (references: References, bucket: string | undefined) => readonly PolicyStatement[]
}
