import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Whether the arguments of other processes can be seen here. */
export const argumentsAreVisible: boolean = existsSync('/proc/self/cmdline')

/**
 * Watches the arguments of every process that starts on this machine.
 *
 * @returns ends the watch and tells them, one line for each command line that was seen
 */
export function watchProcessArguments(): () => readonly string[] {
  const before = new Set(processes())
  const seen = new Set<string>()
  const look = (): void => {
    for (const id of processes()) {
      // A process may replace its program, so those that are new are read again and again.
      if (!before.has(id)) seen.add(commandLine(id))
    }
  }
  const timer = setInterval(look, 5)
  return () => {
    clearInterval(timer)
    return [...seen]
  }
}

function processes(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}
