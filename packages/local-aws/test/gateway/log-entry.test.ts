import fc from 'fast-check'
import { expect, it } from 'vitest'

import { formatLogEntry, type LogEntry } from '@hallpass/local-aws'

const entry: LogEntry = {
  at: new Date('2026-11-22T12:00:01Z'),
  status: 403,
  action: 's3:ListBucket',
  who: 'arn:aws:sts::111122223333:assumed-role/A/b',
  requestId: 'id',
  errorCode: 'AccessDenied',
  reason: 'ImplicitlyDenied: nothing allows it\n  because of this',
}

it('is one line, whatever callers put into it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (who, reason) => {
      expect(formatLogEntry({ ...entry, who, reason })).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
    }),
  )
})

it('reads: time, status, action, caller, reason', () => {
  expect(formatLogEntry(entry)).toBe(
    '12:00:01 403 s3:ListBucket arn:aws:sts::111122223333:assumed-role/A/b ImplicitlyDenied: nothing allows it; because of this',
  )
  expect(formatLogEntry({ ...entry, status: 200, errorCode: undefined, reason: undefined })).toBe(
    '12:00:01 200 s3:ListBucket arn:aws:sts::111122223333:assumed-role/A/b',
  )
})
