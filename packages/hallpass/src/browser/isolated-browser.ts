import { basename } from 'node:path'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { HallpassError } from '../base/index.ts'
import { makeFolder, systemFiles } from '../safe-file/index.ts'
import type { BrowserCommand } from './find-browser.ts'

/** Programs by the way they take a profile of their own, in the order in which they are looked for. */
const families = {
  firefox: /^(?:firefox(?:-esr|-developer-edition)?|librewolf|waterfox)$/,
  chromium:
    /^(?:chromium(?:-browser)?|google-chrome(?:-stable|-beta)?|chrome|brave(?:-browser)?|microsoft-edge(?:-stable)?|msedge|vivaldi(?:-stable)?)$/,
} as const

/** Names to look for where the system's browser is known by an opener alone. */
const candidates = [
  'firefox',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'brave-browser',
  'microsoft-edge',
  'firefox-esr',
] as const

export interface IsolatedBrowserOptions {
  /** What {@link findBrowser} found: taken where it is a browser itself, and not an opener. */
  readonly found: BrowserCommand
  /** Where the browser profiles are kept; made when needed, for the user alone. */
  readonly folder: string
  /** Whose it is: the same texts lead to the same browser profile. */
  readonly owner: readonly string[]
  readonly find: (name: string) => BrowserCommand | undefined
}

/**
 * A browser with a profile of its own for each owner: signed in as one person, whoever else is signed in elsewhere.
 *
 * @throws HallpassError `UsageError` where no browser is found that takes a profile
 */
export function isolatedBrowser({ found, folder, owner, find }: IsolatedBrowserOptions): BrowserCommand {
  const browser = [found, ...candidates.map(find)].find((one) => one && familyOf(one.program) !== undefined)
  const family = browser && familyOf(browser.program)
  if (!browser || family === undefined) {
    throw new HallpassError('UsageError', 'no browser was found that takes a profile of its own', {
      hint: 'name one: --browser firefox, or --browser google-chrome',
      facts: { name: '--isolate' },
    })
  }
  const digest = createHash('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 24)
  const profile = join(folder, `${family}-${digest}`)
  makeFolder(profile, systemFiles)
  const own =
    family === 'firefox'
      ? ['--profile', profile, '--new-instance']
      : [`--user-data-dir=${profile}`, '--no-first-run', '--no-default-browser-check']
  return { program: browser.program, args: [...own, ...browser.args] }
}

function familyOf(program: string): keyof typeof families | undefined {
  const name = basename(program.replaceAll('\\', '/'))
    .toLowerCase()
    .replace(/\.exe$/, '')
  if (families.firefox.test(name)) return 'firefox'
  return families.chromium.test(name) ? 'chromium' : undefined
}
