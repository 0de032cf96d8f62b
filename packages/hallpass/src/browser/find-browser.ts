import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { nonEmpty, type Environment } from '../base/index.ts'

/** How to open a page. The address takes the place of `%s` in the arguments, or comes last. */
export interface BrowserCommand {
  readonly program: string
  readonly args: readonly string[]
}

/** A way to open a page, or the reason why there is none here. */
export type BrowserSearch =
  | { readonly command: BrowserCommand; readonly none?: undefined }
  | { readonly none: string; readonly command?: undefined }

export interface FindBrowserOptions {
  readonly env: Environment
  /** The command that was asked for. Default: `BROWSER`, then the system's own way. */
  readonly wanted?: string | undefined
  readonly platform?: NodeJS.Platform | undefined
  /** Whether a program can be run. Stands in for the file system. */
  readonly isProgram?: ((path: string) => boolean) | undefined
  /** What a file says; `undefined` where there is none. Stands in for the file system. */
  readonly readText?: ((path: string) => string | undefined) | undefined
}

/**
 * How a page is opened on this machine, for the person who sits at it. Where nobody does (SSH, a container, CI, no
 * display) the reason is told; a command that was asked for, or `BROWSER`, is taken everywhere.
 */
export function findBrowser(options: FindBrowserOptions): BrowserSearch {
  const { env, platform = process.platform } = options
  const isProgram = options.isProgram ?? isExecutable
  const readText = options.readText ?? readIfThere
  const find = (name: string): string | undefined => findProgram(name, env, platform, isProgram)

  const wanted = options.wanted ?? nonEmpty(env['BROWSER'])
  if (wanted !== undefined) return wantedCommand(wanted, options.wanted === undefined, find)

  const elsewhere = elsewhereReason(env, readText)
  if (elsewhere !== undefined) return { none: elsewhere }
  if (platform === 'darwin') return { command: { program: 'open', args: [] } }
  if (platform === 'win32') return { command: windowsOpener('rundll32') }
  if (isWsl(env, readText)) {
    const wslview = find('wslview')
    if (wslview !== undefined) return { command: { program: wslview, args: [] } }
    const opener = find('rundll32.exe') ?? '/mnt/c/Windows/System32/rundll32.exe'
    return isProgram(opener)
      ? { command: windowsOpener(opener) }
      : { none: 'Windows cannot be reached from this WSL' }
  }
  if (nonEmpty(env['DISPLAY']) === undefined && nonEmpty(env['WAYLAND_DISPLAY']) === undefined) {
    return { none: 'there is no display here' }
  }
  for (const name of openers) {
    const program = find(name)
    if (program !== undefined) return { command: { program, args: [] } }
  }
  return { none: `there is none of ${openers.join(', ')} in the PATH` }
}

const openers = [
  'xdg-open',
  'sensible-browser',
  'x-www-browser',
  'firefox',
  'chromium',
  'google-chrome',
] as const

/** Unlike `cmd /c start`, it looks at no character of the address. */
function windowsOpener(program: string): BrowserCommand {
  return { program, args: ['url.dll,FileProtocolHandler'] }
}

function wantedCommand(
  wanted: string,
  fromEnvironment: boolean,
  find: (name: string) => string | undefined,
): BrowserSearch {
  // BROWSER is a list of commands, the first that is there counts: xdg-utils, Python's webbrowser.
  const choices = fromEnvironment && !/^[A-Za-z]:\\/.test(wanted) ? wanted.split(':') : [wanted]
  for (const choice of choices) {
    const whole = find(choice.trim())
    if (whole !== undefined) return { command: { program: whole, args: [] } }
    const [name = '', ...args] = choice.trim().split(/\s+/)
    const program = name === '' ? undefined : find(name)
    if (program !== undefined) return { command: { program, args } }
  }
  return { none: `${fromEnvironment ? 'BROWSER' : '--browser'} is ${wanted}, which is no program here` }
}

/** Why the person who types is not at this machine's screen. */
function elsewhereReason(
  env: Environment,
  readText: (path: string) => string | undefined,
): string | undefined {
  const is = (name: string): boolean => nonEmpty(env[name]) !== undefined
  if (is('CI')) return 'this is CI'
  if (is('SSH_CONNECTION') || is('SSH_TTY') || is('SSH_CLIENT')) {
    return 'this is an SSH session, and your browser is on the other side'
  }
  if (is('CODESPACES')) return 'this is a codespace, and your browser is on the other side'
  // Docker, Podman and Kubernetes leave these; systemd-nspawn and Podman set `container`.
  const marks = ['/.dockerenv', '/run/.containerenv']
  const contained = is('container') || is('KUBERNETES_SERVICE_HOST')
  return contained || marks.some((path) => readText(path) !== undefined) ? 'this is a container' : undefined
}

function isWsl(env: Environment, readText: (path: string) => string | undefined): boolean {
  if (nonEmpty(env['WSL_DISTRO_NAME']) !== undefined || nonEmpty(env['WSL_INTEROP']) !== undefined)
    return true
  return /microsoft/i.test(readText('/proc/sys/kernel/osrelease') ?? '')
}

function findProgram(
  name: string,
  env: Environment,
  platform: NodeJS.Platform,
  isProgram: (path: string) => boolean,
): string | undefined {
  if (name.includes('/') || (platform === 'win32' && name.includes('\\'))) {
    return isProgram(name) ? name : undefined
  }
  const endings = platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : ['']
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (folder === '') continue
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`)
      if (isProgram(path)) return path
    }
  }
  return undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
