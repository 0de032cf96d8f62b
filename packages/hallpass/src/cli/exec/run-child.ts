import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { errorCode, HallpassError } from '../../base/index.ts'

/** Ctrl-C reaches the child from the terminal itself: we wait for what it makes of it. */
function wait(): void {}

/**
 * Runs a program on this terminal, and passes on what is sent to us. Gives its exit code, or a shell's for a signal.
 *
 * @throws HallpassError `UsageError` for one that cannot be run
 */
export function runChild(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' })
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
    process.on('SIGINT', wait)
    process.on('SIGTERM', pass)
    process.on('SIGHUP', pass)
    const done = (): void => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
    }
    child.once('error', (error) => {
      done()
      const absent = errorCode(error) === 'ENOENT'
      reject(
        new HallpassError(
          'UsageError',
          `${program} cannot be run: ${absent ? 'there is no such program' : errorCode(error)}`,
          {
            hint: 'check its name, and that it is in the PATH',
            cause: error,
          },
        ),
      )
    })
    child.once('exit', (code, signal) => {
      done()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
