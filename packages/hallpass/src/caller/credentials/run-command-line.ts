import { beginning, type Environment, errorCode, HallpassError, lastLines } from '../../base/index.ts'
import { splitCommandLine } from './command-line.ts'

/** How a command ended: with what it printed, or why it gave nothing. */
export type CommandEnd =
  | { readonly stdout: string }
  | {
      /** e.g. `ended with exit code 2`. */
      readonly why: string
      /** The last lines of its stderr; may be empty. */
      readonly said: string
    }

const maxOutputBytes = 1_048_576

/**
 * Runs a command line that a person configured, without a shell, for a minute at most.
 *
 * @throws HallpassError `Aborted`
 */
export function runCommandLine(
  command: string,
  options: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<CommandEnd> {
  const timeoutMs = 60_000
  const [program = '', ...args] = splitCommandLine(command)
  if (program === '') return Promise.resolve({ why: 'is empty', said: '' })
  // Not `import`: loading it would cost every command its milliseconds.
  const { execFile } = process.getBuiltinModule('node:child_process')
  return new Promise((resolve, reject) => {
    const settings = {
      encoding: 'utf8',
      env: { ...options.env },
      maxBuffer: maxOutputBytes,
      timeout: timeoutMs,
      windowsHide: true,
      ...(options.signal ? { signal: options.signal } : {}),
    } as const
    const end = (error: Error, stderr: string): void => {
      if (options.signal?.aborted) return reject(new HallpassError('Aborted', 'stopped before it was done'))
      const killed = 'killed' in error && error.killed === true
      const why = killed ? `did not end within ${timeoutMs / 1000} s` : whyOf(error, program)
      resolve({ why, said: lastLines(stderr) })
    }
    try {
      execFile(program, args, settings, (error, stdout, stderr) => {
        if (error) end(error, stderr)
        else resolve({ stdout })
      })
    } catch (error) {
      // What cannot be a program's name at all (too long, with a null character) is thrown at once.
      if (!(error instanceof Error)) throw error
      end(error, '')
    }
  })
}

function whyOf(error: Error, program: string): string {
  if ('code' in error && typeof error.code === 'number') return `ended with exit code ${error.code}`
  const code = errorCode(error)
  if (code === 'ENOENT') return `names a program that is not there: ${beginning(program, 200)}`
  if (code !== '') return `could not be run (${code})`
  return `ended with ${'signal' in error ? String(error.signal) : error.name}`
}
