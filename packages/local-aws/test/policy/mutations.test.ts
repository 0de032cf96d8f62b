import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allMutations, sources } from './mutations.ts'

test('every mutation of `mutation.ts` finds its text once in the sources', () => {
  const misplaced = allMutations().filter(({ file, text }) => {
    return readFileSync(join(sources, file), 'utf8').split(text).length !== 2
  })
  expect(misplaced.map(({ what }) => what)).toEqual([])
})
