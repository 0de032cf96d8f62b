import { appendFileSync, existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { lockPath, sweep, tryLock } from '../../../src/safe-file/file-lock.ts'
import { probeProcess } from '../../../src/safe-file/process-identity.ts'
import { steppingFiles } from '../stepping-files.ts'

/**
 * Takes the lock of TARGET and lets go of it, again and again until STOP exists, with a pause of random length
 * around each call of the file system so that processes meet in all orders, and kills itself now and then at
 * any of them. Whoever holds the lock leaves its pid in WITNESS; finding the pid of a living process there is
 * the fault that this looks for. Its first turn leaves a character in TURNS.
 */
const { TARGET = '', WITNESS = '', STOP = '', TURNS = '', KILL_ONE_IN = '0' } = process.env
const cell = new Int32Array(new SharedArrayBuffer(4))
const pause = (ms: number): void => void Atomics.wait(cell, 0, 0, ms)

const fs = steppingFiles(() => {
  if (Number(KILL_ONE_IN) > 0 && Math.random() * Number(KILL_ONE_IN) < 1) process.kill(process.pid, 'SIGKILL')
  if (Math.random() < 0.5) pause(Math.random() * 2)
})

let taken = 0
while (!existsSync(STOP)) {
  const attempt = tryLock(lockPath(TARGET), { fs })
  if (!('held' in attempt)) {
    pause(Math.random() * 4)
    continue
  }
  const before = existsSync(WITNESS) ? Number(readFileSync(WITNESS, 'utf8')) : 0
  if (before > 0 && before !== process.pid && probeProcess(before).running === 'yes') {
    console.log(`STOLEN from ${before}`)
    process.exit(1)
  }
  writeFileSync(WITNESS, String(process.pid))
  sweep(TARGET, { fs })
  pause(Math.random() * 2)
  if (readFileSync(WITNESS, 'utf8') !== String(process.pid)) {
    console.log('STOLEN while held')
    process.exit(1)
  }
  unlinkSync(WITNESS)
  attempt.held.release()
  taken++
  if (taken === 1 && TURNS !== '') appendFileSync(TURNS, '.')
}
console.log(`taken ${taken}`)
