import { describe, expect, it } from 'vitest'
import { findBrowser, type FindBrowserOptions } from '../../src/browser/index.ts'

interface Machine {
  readonly env?: Readonly<Record<string, string>>
  readonly platform?: NodeJS.Platform
  readonly programs?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly wanted?: string
}

function search({ env = {}, platform = 'linux', programs = [], files = {}, wanted }: Machine) {
  const options: FindBrowserOptions = {
    env: { PATH: '/usr/bin:/opt/bin', ...env },
    platform,
    wanted,
    isProgram: (path) => programs.includes(path),
    readText: (path) => files[path],
  }
  const { command, none } = findBrowser(options)
  return none ?? [command.program, ...command.args].join(' ')
}

const desktop = { DISPLAY: ':0' }
const xdgOpen = ['/usr/bin/xdg-open']

describe('where nobody sits', () => {
  it.each<[string, Machine, string]>([
    ['CI', { env: { ...desktop, CI: 'true' } }, 'this is CI'],
    ['SSH', { env: { ...desktop, SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } }, 'SSH session'],
    ['a codespace', { env: { ...desktop, CODESPACES: 'true' } }, 'codespace'],
    ['Docker', { env: desktop, files: { '/.dockerenv': '' } }, 'container'],
    ['Podman', { env: desktop, files: { '/run/.containerenv': '' } }, 'container'],
    ['Kubernetes', { env: { ...desktop, KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, 'container'],
    ['no display', {}, 'no display'],
    ['no opener', { env: desktop, programs: [] }, 'xdg-open'],
  ])('%s is told as the reason', (_name, machine, reason) => {
    expect(search({ programs: xdgOpen, ...machine })).toContain(reason)
  })

  it('a browser that was asked for is taken all the same', () => {
    const machine = { env: { SSH_TTY: '/dev/pts/0', CI: '1' }, programs: ['/opt/bin/relay'] }
    expect(search({ ...machine, wanted: 'relay' })).toBe('/opt/bin/relay')
    expect(search({ ...machine, env: { ...machine.env, BROWSER: 'relay --tab' } })).toBe(
      '/opt/bin/relay --tab',
    )
  })
})

describe('the system’s own way', () => {
  it('is xdg-open on a Linux desktop, and open on macOS, also where SSH variables are empty', () => {
    expect(search({ env: { ...desktop, SSH_TTY: '' }, programs: xdgOpen })).toBe('/usr/bin/xdg-open')
    expect(search({ env: { WAYLAND_DISPLAY: 'wayland-0' }, programs: xdgOpen })).toBe('/usr/bin/xdg-open')
    expect(search({ platform: 'darwin' })).toBe('open')
  })

  it('does not go through a shell on Windows', () => {
    expect(search({ platform: 'win32' })).toBe('rundll32 url.dll,FileProtocolHandler')
  })

  it('is the Windows browser under WSL, which has a display of its own', () => {
    const wsl = {
      env: desktop,
      files: { '/proc/sys/kernel/osrelease': '5.15.167-microsoft-standard-WSL2\n' },
    }
    const opener = '/mnt/c/Windows/System32/rundll32.exe'
    expect(search({ ...wsl, programs: ['/usr/bin/wslview', ...xdgOpen] })).toBe('/usr/bin/wslview')
    expect(search({ ...wsl, programs: [opener, ...xdgOpen] })).toBe(`${opener} url.dll,FileProtocolHandler`)
    expect(search({ ...wsl, programs: xdgOpen })).toBe('Windows cannot be reached from this WSL')
  })
})

describe('BROWSER and --browser', () => {
  it('take the first of a list that is there, and a path with blanks', () => {
    const programs = ['/usr/bin/second', '/opt/My Browser/run']
    expect(search({ env: { BROWSER: 'first:second %s:third' }, programs })).toBe('/usr/bin/second %s')
    expect(search({ wanted: '/opt/My Browser/run', programs })).toBe('/opt/My Browser/run')
  })

  it('say what is not there', () => {
    expect(search({ wanted: 'netscape', env: desktop, programs: xdgOpen })).toBe(
      '--browser is netscape, which is no program here',
    )
    expect(search({ env: { ...desktop, BROWSER: 'netscape' }, programs: xdgOpen })).toContain(
      'BROWSER is netscape',
    )
  })
})
