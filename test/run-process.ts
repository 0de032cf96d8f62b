import { type ChildProcess, spawn } from 'node:child_process'

export interface ProcessOptions {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
  /** Given to its standard input, which is empty otherwise. */
  readonly input?: string | undefined
  /** Called with the process once it runs, e.g. to send it a signal. */
  readonly started?: ((child: ChildProcess) => void) | undefined
}

/** How a process ended, and what it wrote. */
export interface Ended {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { env: { ...options.env }, cwd: options.cwd })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    // A program that does not read its input may be gone before it is written.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
    options.started?.(child)
  })
}
