import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

import { createLocalAws, type LocalAws } from '@hallpass/local-aws'

/** Everything that is there now comes back from a file: another local AWS that reads it writes the same one. */
export async function expectComesBack(aws: LocalAws, folder: string): Promise<void> {
  const [first, second] = [join(folder, 'first.snapshot'), join(folder, 'second.snapshot')]
  await aws.saveFile(first)
  const other = createLocalAws({ accountId: aws.accountId })
  await other.loadFile(first)
  await other.saveFile(second)
  expect(readFileSync(second, 'utf8')).toBe(readFileSync(first, 'utf8'))
}
