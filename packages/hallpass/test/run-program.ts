import { type ChildProcess, spawn } from 'node:child_process'

/** How a program ended, and what it printed. */
export interface Ran {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunProgramOptions {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Given to its standard input; without, there is nothing to read. */
  readonly input?: string | undefined
  /** Called with the process once it runs, and with what tells what it has said on stderr. */
  readonly started?: ((child: ChildProcess, stderr: () => string) => void) | undefined
}

/** Runs a program to its end, and lets this process go on meanwhile: what it talks to may be in here. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, input, started }: RunProgramOptions,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      env: { ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    // A program that does not read its input may be gone before it is written.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
    started?.(child, () => stderr)
  })
}
