import { HallpassError, shownValue } from '../../base/index.ts'
import { valueFlag } from '../terminal/flags.ts'

/** What can be handed out: a page for each person, the same as text, a table of all for mail merge. */
export const handoutFormats = ['html', 'text', 'csv'] as const
/** One of {@link handoutFormats}. */
export type HandoutFormat = (typeof handoutFormats)[number]

/** `--handout`, here and at `hallpass issue`. */
export const handoutFlag = {
  ...valueFlag('WHAT', `${handoutFormats.join(', ')}; several times`, parseHandout),
  optional: true,
  variadic: true,
} as const

function parseHandout(input: string): HandoutFormat {
  const format = handoutFormats.find((one) => one === input)
  if (format !== undefined) return format
  throw new HallpassError('UsageError', `--handout cannot be ${shownValue(input)}`, {
    hint: `use ${handoutFormats.join(', ')}; for several: --handout html --handout csv`,
    facts: { name: '--handout' },
  })
}
