import { describe, expect, it } from 'vitest'
import { keyRecord, readKeyRecord, sortKeys } from '../../../src/setup/check/key-record.ts'

const key = (accessKeyId: string) => ({ accessKeyId, active: true, createdAt: new Date(0) })
const [first, second] = [key('AKIAFIRST'), key('AKIASECOND')]
const nobody = { used: new Set<string>(), before: undefined }

describe('the record of the keys that were handed over', () => {
  it.each([
    { handedOver: [], pending: false },
    { handedOver: [], pending: true },
    { handedOver: ['AKIAFIRST'], pending: true },
    { handedOver: ['AKIAFIRST', 'AKIASECOND'], pending: false },
  ])('is read as it was written: %j', (record) => {
    const { key: name, value } = keyRecord(record)
    expect(value).toMatch(/^[\w ]{0,256}$/)
    expect(readKeyRecord(new Map([[name, value]]))).toEqual(record)
  })

  it('calls nothing lost while nobody was making a key', () => {
    const record = { handedOver: ['AKIAFIRST'], pending: false }
    expect(sortKeys([first, second], record, nobody)).toMatchObject({
      ours: [first],
      lost: [],
      foreign: [second],
    })
  })

  it('calls nothing lost that somebody has used', () => {
    const record = { handedOver: [], pending: true }
    expect(sortKeys([first], record, { used: new Set(['AKIAFIRST']), before: undefined })).toMatchObject({
      ours: [],
      lost: [],
      foreign: [first],
    })
  })

  it('calls lost what was made and never handed over', () => {
    const record = { handedOver: ['AKIAFIRST'], pending: true }
    expect(sortKeys([first, second], record, nobody)).toMatchObject({
      ours: [first],
      lost: [second],
      foreign: [],
    })
  })

  it('never takes a key that an adopted user had, or got from others, for one of the set-up', () => {
    const ids = { used: new Set<string>(), before: new Set(['AKIAFIRST']) }
    const sorted = { ours: [], before: [first], lost: [], foreign: [second] }
    expect(sortKeys([first, second], undefined, ids)).toEqual(sorted)
    const pending = { handedOver: ['AKIASECOND'], pending: true }
    expect(sortKeys([first, second], pending, ids)).toEqual({ ...sorted, ours: [second], foreign: [] })
  })

  it('takes every key for handed over where there is no record', () => {
    expect(readKeyRecord(new Map())).toBeUndefined()
    expect(sortKeys([first, second], undefined, nobody).ours).toEqual([first, second])
  })
})
