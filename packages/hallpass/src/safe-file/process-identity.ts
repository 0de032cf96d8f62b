import { errorCode } from '../base/index.ts'
import { readlinkSync } from 'node:fs'
import { readRegularFile } from './read-regular-file.ts'

/** Which process holds a lock. Fields that a system does not tell are empty. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** When the process started, in ticks since the boot: tells it from a later process with the same pid. */
  readonly startTicks: string
  /** Changes with each boot of a kernel. */
  readonly bootId: string
  /** Which numbering of processes `pid` belongs to: containers have their own. */
  readonly pidNamespace: string
  /** The installation of the operating system, which stays over a boot. */
  readonly machineId: string
}

/** What the system says now about a pid. */
export interface ProcessState {
  /** `gone` also for one that has ended and waits for its parent to notice. */
  readonly running: 'yes' | 'gone'
  /** Empty where it cannot be known. */
  readonly startTicks: string
}

/**
 * Whether the holder of a lock has ended. `unknown` (it may run where we cannot see it: in another container,
 * on another host that shares the folder) must be treated as alive.
 */
export function judgeHolder(
  holder: ProcessIdentity,
  self: ProcessIdentity,
  probe: (pid: number) => ProcessState,
): 'alive' | 'dead' | 'unknown' {
  const sameBoot =
    holder.bootId === '' && self.bootId === ''
      ? holder.host === self.host
      : holder.bootId === self.bootId && holder.pidNamespace === self.pidNamespace
  if (sameBoot) {
    const { running, startTicks } = probe(holder.pid)
    if (running === 'gone') return 'dead'
    const reused = startTicks !== '' && holder.startTicks !== '' && startTicks !== holder.startTicks
    return reused ? 'dead' : 'alive'
  }
  const sameMachine =
    holder.host === self.host && holder.machineId !== '' && holder.machineId === self.machineId
  const rebooted = sameMachine && holder.bootId !== '' && self.bootId !== '' && holder.bootId !== self.bootId
  return rebooted ? 'dead' : 'unknown'
}

let own: ProcessIdentity | undefined

/** This process. Read from the system once: waiting for a lock asks many times a second. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    host: process.getBuiltinModule('node:os').hostname(),
    startTicks: readStat('self').startTicks,
    bootId: attempt(() => readRegularFile('/proc/sys/kernel/random/boot_id').toString('utf8').trim()),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
    machineId: attempt(() => readRegularFile('/etc/machine-id').toString('utf8').trim()),
  }
  return own
}

/** Asks the system about a pid. Works without `/proc`, and for other people's processes. */
export function probeProcess(pid: number): ProcessState {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (errorCode(error) === 'ESRCH') {
      return { running: 'gone', startTicks: '' }
    }
  }
  const { state, startTicks } = readStat(String(pid))
  return { running: state === 'Z' || state === 'X' ? 'gone' : 'yes', startTicks }
}

/** {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html} fields 3 and 22. */
function readStat(pid: string): { state: string; startTicks: string } {
  const stat = attempt(() => readRegularFile(`/proc/${pid}/stat`).toString('latin1'))
  // Field 2 is the program's name in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' }
}

function attempt(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
