import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type LockAttempt, lockPath, sweep, tryLock } from '../../src/safe-file/file-lock.ts'
import { systemFiles } from '../../src/safe-file/file-system.ts'
import { formatLockRecord, parseLockRecord } from '../../src/safe-file/lock-record.ts'
import {
  judgeHolder,
  ownIdentity,
  type ProcessIdentity,
  probeProcess,
} from '../../src/safe-file/process-identity.ts'
import { waitForLock } from '../../src/safe-file/wait-for-lock.ts'
import { failureOf } from '../wire/failure.ts'

const self: ProcessIdentity = {
  pid: 100,
  host: 'lab',
  startTicks: '5000',
  bootId: 'boot-1',
  pidNamespace: 'pid:[1]',
  machineId: 'machine-1',
}
const running = (startTicks: string) => () => ({ running: 'yes', startTicks }) as const
const gone = () => ({ running: 'gone', startTicks: '' }) as const

function scratchTarget(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'credentials')
}

const leave = (path: string, holder: ProcessIdentity, id = 'd'.repeat(32)): void =>
  symlinkSync(formatLockRecord({ id, holder }), path)

const isHeld = (attempt: LockAttempt): boolean => 'held' in attempt

describe('the holder of a lock', () => {
  it.each<[what: string, holder: Partial<ProcessIdentity>, probe: () => typeof probeProcess, state: string]>([
    ['that runs is alive', {}, () => running('5000'), 'alive'],
    ['whose start the system does not tell is alive', {}, () => running(''), 'alive'],
    ['that did not know its own start is alive', { startTicks: '' }, () => running('1'), 'alive'],
    ['in another container is not known', { pidNamespace: 'pid:[2]', host: 'c2' }, () => gone, 'unknown'],
    ['on another host is not known', { bootId: 'boot-2', host: 'b' }, () => gone, 'unknown'],
    [
      'on a clone of this machine with its own name is not known',
      { bootId: 'boot-2', host: 'clone' },
      () => gone,
      'unknown',
    ],
    [
      'on a host of the same name is not known',
      { bootId: 'boot-2', machineId: 'machine-2' },
      () => gone,
      'unknown',
    ],
    ['without a machine is not known', { bootId: 'boot-2', machineId: '' }, () => gone, 'unknown'],
    ['that has ended is dead', {}, () => gone, 'dead'],
    ['whose pid another process has by now is dead', {}, () => running('7000'), 'dead'],
    [
      'from before this machine was started anew is dead',
      { bootId: 'boot-0' },
      () => running('5000'),
      'dead',
    ],
  ])('%s', (_, holder, probe, state) => {
    expect(judgeHolder({ ...self, ...holder }, self, probe())).toBe(state)
  })

  it('is judged by its pid alone where the system tells nothing else', () => {
    const bare = { ...self, startTicks: '', bootId: '', pidNamespace: '', machineId: '' }
    expect(judgeHolder(bare, bare, running(''))).toBe('alive')
    expect(judgeHolder(bare, bare, gone)).toBe('dead')
    expect(judgeHolder({ ...bare, host: 'other' }, bare, gone)).toBe('unknown')
  })

  it('as this process knows itself is alive', () => {
    const own = ownIdentity()
    expect(judgeHolder(own, own, probeProcess)).toBe('alive')
    expect(judgeHolder({ ...own, pid: 1, startTicks: '' }, own, probeProcess)).toBe('alive')
    expect(judgeHolder({ ...own, pid: 2 ** 22 + 1 }, own, probeProcess)).toBe('dead')
  })

  it('is written into the lock and read from it as it was', () => {
    fc.assert(
      fc.property(
        fc.record({
          pid: fc.integer({ min: 1, max: 2 ** 31 }),
          host: fc.string({ unit: 'grapheme' }),
          startTicks: fc.string(),
          bootId: fc.uuid(),
          pidNamespace: fc.string(),
          machineId: fc.string(),
        }),
        (holder) => {
          const record = { id: '0123456789abcdef'.repeat(2), holder }
          expect(parseLockRecord(formatLockRecord(record))).toEqual(record)
        },
      ),
    )
    expect(parseLockRecord('')).toBeUndefined()
    expect(parseLockRecord('hallpass-lock,%zz,1,,,,,h')).toBeUndefined()
  })
})

describe('a lock', () => {
  it('that is held is not given to anybody else, and then it is', () => {
    const path = lockPath(scratchTarget())
    const first = tryLock(path, { fs: systemFiles })
    expect(isHeld(first)).toBe(true)
    expect(tryLock(path, { fs: systemFiles })).toMatchObject({
      state: 'alive',
      heldBy: { holder: { pid: process.pid } },
    })
    if ('held' in first) first.held.release()
    expect(isHeld(tryLock(path, { fs: systemFiles }))).toBe(true)
  })

  it('of a holder that cannot be seen from here is never taken', () => {
    const path = lockPath(scratchTarget())
    leave(path, { ...self, pidNamespace: 'pid:[2]' })
    expect(tryLock(path, { fs: systemFiles, self, probe: gone })).toMatchObject({ state: 'unknown' })
  })

  it('that says nothing is never taken', () => {
    const path = lockPath(scratchTarget())
    writeFileSync(path, '')
    expect(tryLock(path, { fs: systemFiles, self, probe: gone })).toEqual({
      heldBy: undefined,
      state: 'unknown',
    })
  })

  it('of a dead holder is not taken while somebody living has the claim on it', () => {
    const path = lockPath(scratchTarget())
    const alive = 4711
    leave(path, { ...self, pid: 99 })
    leave(`${path}.${'d'.repeat(32)}`, { ...self, pid: alive }, 'e'.repeat(32))
    const probe = (pid: number) => (pid === alive ? running('5000')() : gone())
    expect(isHeld(tryLock(path, { fs: systemFiles, self, probe }))).toBe(false)
  })

  it('of a dead holder is left to who took it while the claim was being had', () => {
    const target = scratchTarget()
    const path = lockPath(target)
    leave(path, { ...self, pid: 99 })
    // As soon as the claim is there, the lock is another's: it has been quicker by one turn.
    const fs = {
      ...systemFiles,
      symlinkSync: (text: string, at: string) => {
        systemFiles.symlinkSync(text, at)
        if (!at.startsWith(`${path}.`)) return
        rmSync(path)
        leave(path, { ...self, pid: 4711 }, 'f'.repeat(32))
      },
    }
    expect(isHeld(tryLock(path, { fs, self, probe: gone }))).toBe(false)
    expect(systemFiles.readlinkSync(path)).toContain('f'.repeat(32))
    expect(readdirSync(join(path, '..'))).toEqual(['.credentials.hallpass-lock'])
  })

  it.each([1, 2, 5])('of a dead holder is taken, over %i dead successors', (depth) => {
    const target = scratchTarget()
    let path = lockPath(target)
    for (let level = 0; level < depth; level++) {
      const id = String(level).repeat(32)
      leave(path, { ...self, pid: 99 - level }, id)
      path = `${path}.${id}`
    }
    const attempt = tryLock(lockPath(target), { fs: systemFiles, self, probe: gone })
    expect(isHeld(attempt)).toBe(true)
    if ('held' in attempt) attempt.held.release()
    expect(readdirSync(join(target, '..'))).toEqual([])
  })

  it('is made of a file where there are no symbolic links', () => {
    const target = scratchTarget()
    const path = lockPath(target)
    const fs = {
      ...systemFiles,
      symlinkSync: () => {
        throw Object.assign(new Error('no links'), { code: 'EPERM' })
      },
    }
    const first = tryLock(path, { fs, self, probe: running('5000') })
    expect(isHeld(first)).toBe(true)
    expect(tryLock(path, { fs, self, probe: running('5000') })).toMatchObject({ state: 'alive' })
    expect(readdirSync(join(target, '..'))).toEqual(['.credentials.hallpass-lock'])
    const heir = tryLock(path, { fs, self: { ...self, pid: 101 }, probe: gone })
    if ('held' in heir) heir.held.release()
    expect([isHeld(heir), readdirSync(join(target, '..'))]).toEqual([true, []])
  })
})

describe('waiting for a lock', () => {
  it('ends with an error that names the holder, when the time is up', async () => {
    const target = scratchTarget()
    leave(lockPath(target), { ...self, pid: 4711, host: 'lab-7', pidNamespace: 'pid:[2]' })
    let clock = 0
    const waits: number[] = []
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms)
      clock += ms
    }
    const error = await failureOf(
      waitForLock(target, {
        fs: systemFiles,
        self,
        probe: gone,
        sleep,
        random: () => 0.5,
        monotonicMs: () => clock,
        lockTimeoutMs: 400,
      }),
    )
    expect(error).toMatchObject({ code: 'ProfileFileLocked', facts: { file: target } })
    expect(error.message).toContain('process 4711 on lab-7')
    expect(error.hint).toContain(`remove ${lockPath(target)}`)
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 100, 100, 73])
  })

  it('goes on beyond that time as long as the lock changes hands', async () => {
    const target = scratchTarget()
    const path = lockPath(target)
    let clock = 0
    let holders = 0
    const sleep = async (ms: number): Promise<void> => {
      clock += ms
      rmSync(path, { force: true })
      if (++holders < 50) leave(path, self, String(holders).padStart(32, '0'))
    }
    leave(path, self)
    const lock = await waitForLock(target, {
      fs: systemFiles,
      self,
      probe: running('5000'),
      sleep,
      random: () => 0.5,
      monotonicMs: () => clock,
      lockTimeoutMs: 100,
    })
    expect(clock).toBeGreaterThan(1000)
    expect(lock.id).toMatch(/^[0-9a-f]{32}$/)
  })

  it('ends with the lock when its holder lets go', async () => {
    const target = scratchTarget()
    const first = await waitForLock(target, { fs: systemFiles })
    const sleep = async (): Promise<void> => first.release()
    const second = await waitForLock(target, { fs: systemFiles, sleep })
    expect(second.id).not.toBe(first.id)
  })
})

describe('sweeping', () => {
  it('removes what the dead left, and nothing of the living or of others', () => {
    const target = scratchTarget()
    const folder = join(target, '..')
    const at = (name: string): string => join(folder, name)
    const alive = 4711
    const probe = (pid: number) => (pid === alive ? running('5000')() : gone())
    leave(at('.credentials.hallpass-lock'), { ...self, pid: alive })
    leave(at(`.credentials.hallpass-lock.${'1'.repeat(32)}`), { ...self, pid: 99 })
    leave(at(`.credentials.hallpass-lock.${'2'.repeat(32)}`), { ...self, pid: alive })
    leave(at(`.credentials.hallpass-lock-${'3'.repeat(32)}`), { ...self, pid: 99 })
    writeFileSync(at('.credentials.hallpass-new-1'), 'half a file')
    writeFileSync(at('.credentials.hallpass-lock.note'), 'not a lock')
    writeFileSync(at('.config.hallpass-new-1'), "another file's")
    writeFileSync(target, '')
    mkdirSync(at('cli'))
    sweep(target, { fs: systemFiles, self, probe })
    expect(readdirSync(folder).toSorted()).toEqual([
      '.config.hallpass-new-1',
      '.credentials.hallpass-lock',
      `.credentials.hallpass-lock.${'2'.repeat(32)}`,
      '.credentials.hallpass-lock.note',
      'cli',
      'credentials',
    ])
  })
})
