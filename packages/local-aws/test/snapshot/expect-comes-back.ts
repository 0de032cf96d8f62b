import { cpSync, readFileSync, rmSync } from 'node:fs'
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

/**
 * Everything that is there now is in the directory already, as if the process was killed: another local AWS that is
 * started with a copy of it has the same, in the same order. But for when keys and roles were last used.
 */
export async function expectKept(aws: LocalAws, data: string, folder: string): Promise<void> {
  const [copy, first, second] = ['copy', 'live.snapshot', 'kept.snapshot'].map((name) => join(folder, name))
  if (copy === undefined || first === undefined || second === undefined) throw new Error('no paths')
  rmSync(copy, { recursive: true, force: true })
  cpSync(data, copy, { recursive: true })
  rmSync(join(copy, 'lock'))
  await aws.saveFile(first)
  const other = createLocalAws({ data: copy })
  await other.saveFile(second)
  other.close()
  expect(withoutUse(second)).toEqual(withoutUse(first))
}

function withoutUse(path: string): readonly string[] {
  const use = /"lastUsed(?:At)?":\{(?:[^{}]|\{[^{}]*\})*\}/g
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.slice(9).replaceAll(use, ''))
}
