import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPeopleFolder } from '../../src/each/index.ts'

const purpose = { roleArn: 'arn:aws:iam::123456789012:role/Workshop', format: 'json' } as const

describe.skipIf(process.platform === 'win32')('a folder for keys that was there before', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hallpass-shared-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each([0o777, 0o1777, 0o770, 0o702])('is refused where others can write to it, %o', async (mode) => {
    chmodSync(folder, mode)
    await expect(openPeopleFolder(folder, purpose)).rejects.toMatchObject({
      code: 'OutputUnwritable',
      message: expect.stringContaining('others can write to'),
      hint: expect.stringContaining('--force'),
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is taken all the same where that is asked for, and where others can only read', async () => {
    chmodSync(folder, 0o777)
    const shared = await openPeopleFolder(folder, { ...purpose, shared: true })
    expect(shared.path).toBe(folder)
    await shared.close()
    chmodSync(folder, 0o755)
    const opened = await openPeopleFolder(folder, purpose)
    expect(opened.path).toBe(folder)
    await opened.close()
  })
})
