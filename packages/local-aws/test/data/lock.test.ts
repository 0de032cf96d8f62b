import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { takeLock } from '../../src/data/lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

let locks = 0
const newPath = () => join(folder, `lock${(locks += 1)}`)

interface Owner {
  pid: number
  started: string
  machine: string
}

/** A lock with something else in it. */
function written(path: string, change: (owner: Owner) => unknown, secondsAgo = 0): void {
  const lock = takeLock(path)
  const owner: Owner = JSON.parse(readFileSync(path, 'utf8'))
  lock.release()
  writeFileSync(path, JSON.stringify(change(owner)))
  const at = new Date(Date.now() - secondsAgo * 1000)
  utimesSync(path, at, at)
}

describe('a lock', () => {
  it('is refused while it is held, by name of the process, and free when it was given up', () => {
    const path = newPath()
    const lock = takeLock(path)
    expect(() => takeLock(path)).toThrow(
      expect.objectContaining({
        code: 'InUse',
        message: `${folder} is in use by process ${process.pid}`,
        hint: `kill ${process.pid}`,
      }),
    )
    lock.release()
    expect(existsSync(path)).toBe(false)
    takeLock(path).release()
  })

  it('of a process that was killed is taken over', async () => {
    const path = newPath()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    const closed = new Promise((resolve) => child.on('close', resolve))
    const startOfChild = () => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]
    written(path, (owner) => ({ ...owner, pid: child.pid, started: startOfChild() }))
    expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'InUse' }))
    child.kill('SIGKILL')
    await closed
    takeLock(path).release()
  })

  it('of a process whose number another one has now is taken over', () => {
    const path = newPath()
    written(path, (owner) => ({ ...owner, started: '1' }))
    takeLock(path).release()
  })

  it('of another machine or container is refused while its owner shows that it is there, and then taken over', () => {
    const path = newPath()
    const elsewhere = (owner: Owner) => ({ ...owner, machine: 'elsewhere' })
    written(path, elsewhere)
    expect(() => takeLock(path)).toThrow(
      expect.objectContaining({
        message: `${folder} is in use by process ${process.pid} of another machine or container`,
      }),
    )
    written(newPath(), elsewhere)
    utimesSync(path, new Date(Date.now() - 11_000), new Date(Date.now() - 11_000))
    takeLock(path).release()
  })

  it('that was copied is refused while it is new, without a word against the process that has what it was copied of', () => {
    const path = newPath()
    const lock = takeLock(path)
    const copied = join(mkdtempSync(join(folder, 'copy-')), 'lock')
    cpSync(path, copied, { preserveTimestamps: true })
    expect(() => takeLock(copied)).toThrow(
      expect.objectContaining({
        code: 'InUse',
        message: `${dirname(copied)} has the lock of process ${process.pid}, as a copy of what that has in use`,
        hint: 'sleep 10: a copy is free by then',
      }),
    )
    const past = new Date(Date.now() - 11_000)
    utimesSync(copied, past, past)
    takeLock(copied).release()
    // That it was copied of is in use, however old it looks.
    utimesSync(path, past, past)
    expect(() => takeLock(path)).toThrow(expect.objectContaining({ hint: `kill ${process.pid}` }))
    lock.release()
  })

  it('that names nobody is refused while it is new', () => {
    const path = newPath()
    writeFileSync(path, '{')
    expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'InUse' }))
    utimesSync(path, new Date(0), new Date(0))
    takeLock(path).release()
  })

  it('that another one took over is not held any more, nor kept alive for them', () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const [path, other] = [newPath(), newPath()]
    const [lock, noticed] = [takeLock(path), takeLock(other)]
    expect([lock.isHeld(), noticed.isHeld()]).toEqual([true, true])
    for (const one of [path, other]) {
      writeFileSync(one, 'of somebody else')
      utimesSync(one, new Date(0), new Date(0))
    }
    // It stood still: no beat came, and it is asked first.
    vi.setSystemTime(Date.now() + 11_000)
    expect(lock.isHeld()).toBe(false)
    vi.advanceTimersByTime(4000)
    expect(noticed.isHeld()).toBe(false)
    expect([path, other].map((one) => statSync(one).mtimeMs)).toEqual([0, 0])
    for (const one of [lock, noticed]) one.release()
    expect(readFileSync(path, 'utf8')).toBe('of somebody else')
  })

  it('of somebody else is not given up with one’s own', () => {
    const path = newPath()
    const lock = takeLock(path)
    writeFileSync(path, 'of somebody else')
    lock.release()
    expect(readFileSync(path, 'utf8')).toBe('of somebody else')
  })
})
