import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

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
  const unlock = takeLock(path)
  const owner: Owner = JSON.parse(readFileSync(path, 'utf8'))
  unlock()
  writeFileSync(path, JSON.stringify(change(owner)))
  const at = new Date(Date.now() - secondsAgo * 1000)
  utimesSync(path, at, at)
}

describe('a lock', () => {
  it('is refused while it is held, by name of the process, and free when it was given up', () => {
    const path = newPath()
    const unlock = takeLock(path)
    expect(() => takeLock(path)).toThrow(
      expect.objectContaining({
        code: 'InUse',
        message: `${folder} is in use by process ${process.pid}`,
        hint: `kill ${process.pid}`,
      }),
    )
    unlock()
    expect(existsSync(path)).toBe(false)
    takeLock(path)()
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
    takeLock(path)()
  })

  it('of a process whose number another one has now is taken over', () => {
    const path = newPath()
    written(path, (owner) => ({ ...owner, started: '1' }))
    takeLock(path)()
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
    takeLock(path)()
  })

  it('that names nobody is refused while it is new', () => {
    const path = newPath()
    writeFileSync(path, '{')
    expect(() => takeLock(path)).toThrow(expect.objectContaining({ code: 'InUse' }))
    utimesSync(path, new Date(0), new Date(0))
    takeLock(path)()
  })

  it('of somebody else is not given up with one’s own', () => {
    const path = newPath()
    const unlock = takeLock(path)
    writeFileSync(path, 'of somebody else')
    unlock()
    expect(readFileSync(path, 'utf8')).toBe('of somebody else')
  })
})
