import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** The most that a running process has held in memory, in bytes; what it holds now where nothing keeps that. */
export function peakResidentBytes(pid: number): number {
  const status = `/proc/${pid}/status`
  const kibibytes = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : undefined
  return kibibytes === undefined ? residentBytes(pid) : Number(kibibytes) * 1024
}

/** The resident memory of a running process, in bytes, shared pages included. */
export function residentBytes(pid: number): number {
  const status = `/proc/${pid}/status`
  const kibibytes = existsSync(status)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  const bytes = Number(kibibytes) * 1024
  if (Number.isNaN(bytes)) throw new Error(`the memory of process ${pid} cannot be read`)
  return bytes
}
