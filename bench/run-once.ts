import { spawnSync } from 'node:child_process'

/** No process of these takes a minute, on whatever machine. */
const timeout = 60_000

/** Runs a program to its end: the milliseconds from its start, and what it printed. */
export function runOnce(
  env: Readonly<Record<string, string>>,
  file: string,
  args: readonly string[],
): { readonly ms: number; readonly stdout: string } {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(file, args, {
    env,
    encoding: 'utf8',
    timeout,
    maxBuffer: 2 ** 26,
  })
  const ms = performance.now() - began
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return { ms, stdout }
}
