import { presets } from '../presets/presets.ts'

/** A ready-made answer to what a participant may do. */
export interface SetupPreset {
  /** As it is written in `presets` of a role. */
  readonly name: string
  /** What it allows and what not, one paragraph for people. */
  readonly summary: string
  /** Whether a role with it names a `bucket`: it has to, may (a pattern too), or must not. */
  readonly bucket: 'needed' | 'optional' | 'none'
}

/** Every preset; the first is what a role gets when nothing else is asked for. */
export const setupPresets: readonly SetupPreset[] = presets.map(({ name, summary, bucket }) => ({
  name,
  summary,
  bucket,
}))
