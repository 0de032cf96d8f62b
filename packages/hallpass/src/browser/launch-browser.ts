import { spawn } from 'node:child_process'
import { errorCode, type Environment } from '../base/index.ts'
import type { BrowserCommand } from './find-browser.ts'

/** An opener that fails does so at once; a browser that is its own process does not end at all. */
const failsWithinMs = 1500

/**
 * Opens an address, and leaves the browser alone. The address is an argument, which others on the machine can read:
 * it must be worth nothing to them.
 *
 * @returns why it could not be opened; `undefined` when it was, as far as can be told
 */
export function launchBrowser(
  { program, args }: BrowserCommand,
  address: string,
  env: Environment,
): Promise<string | undefined> {
  const placed = args.some((arg) => arg.includes('%s'))
    ? args.map((arg) => arg.replaceAll('%s', address))
    : [...args, address]
  return new Promise((resolve) => {
    const child = spawn(program, placed, { env: withoutKeys(env), stdio: 'ignore', detached: true })
    const timer = setTimeout(() => resolve(undefined), failsWithinMs)
    const done = (reason: string | undefined): void => {
      clearTimeout(timer)
      resolve(reason)
    }
    child.once('error', (error) => done(`${program} cannot be run: ${errorCode(error) || error.message}`))
    child.once('exit', (code) => done(code ? `${program} ended with ${code}` : undefined))
    child.unref()
  })
}

/** A browser has no use for keys, and keeps its environment for as long as it runs. */
function withoutKeys(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^AWS_(?:ACCESS|SECRET|SESSION|SECURITY|CONTAINER)/.test(name)),
  )
}
