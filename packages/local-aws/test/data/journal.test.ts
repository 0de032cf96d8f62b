import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { createJournal, openJournal } from '../../src/data/journal.ts'
import type { Json } from '../../src/snapshot/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newPath = () => join(folder, `journal ${(files += 1)}`)

/** All records of a file, and the file as it is opened to go on. */
function reopen(path: string) {
  const records: Json[] = []
  const journal = openJournal(path, (record) => records.push(record))
  return { records, journal: journal! }
}

describe('a journal', () => {
  it('has what was added, in order, also behind what was added before', () => {
    const path = newPath()
    const first = createJournal(path, ['begin'])
    first.append(['one', { '"\n': 'ü' }])
    first.close()
    const second = reopen(path)
    expect(second.records).toEqual(['begin', ['one', { '"\n': 'ü' }]])
    second.journal.append('two')
    second.journal.close()
    expect(reopen(path).records).toEqual(['begin', ['one', { '"\n': 'ü' }], 'two'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is not there before it was begun', () => {
    expect(openJournal(newPath(), () => {})).toBeUndefined()
  })

  it('is cut off wherever its last record was cut off, and goes on from there', () => {
    const path = newPath()
    const journal = createJournal(path, ['begin'])
    journal.append('whole')
    const end = journal.size()
    journal.append(['torn', 'off'])
    const whole = readFileSync(path)
    for (let length = end; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length))
      const again = reopen(path)
      expect(again.records).toEqual(['begin', 'whole'])
      expect([again.journal.size(), statSync(path).size]).toEqual([end, end])
      again.journal.append('on')
      again.journal.close()
      expect(reopen(path).records).toEqual(['begin', 'whole', 'on'])
    }
  })

  it('is cut off, too, where the disk has zeros for the last record, as after a power loss', () => {
    const path = newPath()
    createJournal(path, ['begin']).close()
    appendFileSync(path, Buffer.alloc(100))
    expect(reopen(path).records).toEqual(['begin'])
  })

  it('is refused wherever a byte of a record that was written is another one', () => {
    const path = newPath()
    const journal = createJournal(path, ['begin'])
    journal.append('one')
    journal.append('two')
    journal.close()
    const whole = readFileSync(path)
    const begin = whole.indexOf('\n') + 1
    const last = whole.length - 1
    for (let at = begin; at < last; at += 1) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(path, changed)
      expect(() => reopen(path)).toThrow(expect.objectContaining({ code: 'Damaged' }))
    }
  })

  it('says where it is damaged, and what to do', () => {
    const path = newPath()
    const journal = createJournal(path, ['begin'])
    const end = journal.size()
    journal.append('one')
    journal.append('two')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"one"', '"One"'))
    expect(() => reopen(path)).toThrow(
      expect.objectContaining({
        message: `${path} is damaged: record 2, at byte ${end}, is not as it was written`,
        hint: `put back a copy of it; or give up what was written from there on: truncate -s ${end} '${path}'`,
      }),
    )
  })

  it('is replaced by a shorter one, and goes on in that', () => {
    const path = newPath()
    const journal = createJournal(path, ['begin'])
    for (let at = 0; at < 100; at += 1) journal.append(at)
    journal.replace(['begin', 'all'])
    journal.append('more')
    expect(reopen(path).records).toEqual(['begin', 'all', 'more'])
    expect(journal.size()).toBe(statSync(path).size)
  })

  it('stays what it was when what shall replace it fails half-way', () => {
    const path = newPath()
    const journal = createJournal(path, ['begin'])
    expect(() =>
      journal.replace(
        (function* () {
          yield 'begin'
          throw new Error('half-way')
        })(),
      ),
    ).toThrow('half-way')
    journal.append('on')
    expect(reopen(path).records).toEqual(['begin', 'on'])
  })
})
