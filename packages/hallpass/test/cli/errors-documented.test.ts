import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/base/errors.ts'
import { exitCodeOf, exitCodes } from '../../src/cli/terminal/exit-codes.ts'

const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
const entries = new Map(
  [...page.matchAll(/^### (\w+)\n+Exit code (\d+)\./gm)].map(([, code = '', exit]) => [code, Number(exit)]),
)

describe('docs/errors.md', () => {
  it('has an entry for every code, and for nothing else', () => {
    expect([...entries.keys()].toSorted()).toEqual([...errorCodes].toSorted())
  })

  it('tells the exit code of every code', () => {
    expect(Object.fromEntries(entries)).toEqual(exitCodeOf)
  })

  it('lists every exit code in its table, and no other', () => {
    const table = [...page.matchAll(/^\|\s+(\d+)\s+\|/gm)].map(([, code]) => Number(code))
    expect(new Set(table)).toEqual(new Set<number>(Object.values(exitCodes)))
  })
})
