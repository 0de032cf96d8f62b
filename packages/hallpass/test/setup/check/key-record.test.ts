import { describe, expect, it } from 'vitest'
import { keyRecord, readKeyRecord, sortKeys } from '../../../src/setup/check/key-record.ts'

const key = (accessKeyId: string) => ({ accessKeyId, active: true, createdAt: new Date(0) })
const [first, second] = [key('AKIAFIRST'), key('AKIASECOND')]
const nobody = new Set<string>()

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
    expect(sortKeys([first, second], record, nobody)).toEqual({ ours: [first], lost: [], foreign: [second] })
  })

  it('calls nothing lost that somebody has used', () => {
    const record = { handedOver: [], pending: true }
    expect(sortKeys([first], record, new Set(['AKIAFIRST']))).toEqual({
      ours: [],
      lost: [],
      foreign: [first],
    })
  })

  it('calls lost what was made and never handed over', () => {
    const record = { handedOver: ['AKIAFIRST'], pending: true }
    expect(sortKeys([first, second], record, nobody)).toEqual({ ours: [first], lost: [second], foreign: [] })
  })

  it('takes every key for handed over where there is no record', () => {
    expect(readKeyRecord(new Map())).toBeUndefined()
    expect(sortKeys([first, second], undefined, nobody).ours).toEqual([first, second])
  })
})
