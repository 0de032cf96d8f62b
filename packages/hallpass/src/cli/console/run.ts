import { join } from 'node:path'
import { HallpassError } from '../../base/index.ts'
import {
  type BrowserCommand,
  findBrowser,
  handOver,
  type HandOver,
  isolatedBrowser,
  launchBrowser,
} from '../../browser/index.ts'
import {
  consoleDestination,
  consoleLink,
  type ConsoleLink,
  signinEndpoint,
  signOutFirst,
} from '../../console/index.ts'
import { checkDuration, consoleDurationBounds } from '../../issue/index.ts'
import { partitionById } from '../../settings/index.ts'
import { sessionCacheFolder } from '../../session-cache/index.ts'
import { about, linkWords } from '../issue/answer.ts'
import type { CommandContext } from '../terminal/context.ts'
import { checkMfaFlags } from '../terminal/mfa-code.ts'
import type { ConsoleFlags } from './flags.ts'
import { type ConsoleKeys, consoleKeys } from './keys.ts'

/** How long the browser has to come for its link. */
const waitMs = 60_000

/** `hallpass console`: the AWS console, in the browser, as whom the keys are of. */
export async function runConsole(context: CommandContext, flags: ConsoleFlags): Promise<void> {
  check(context, flags)
  if (flags.dryRun === true) {
    const { dryRunSession } = await import('../cached/dry-run.ts')
    return dryRunSession(context, flags)
  }
  const keys = await consoleKeys(context, flags)
  if (flags.consoleDuration !== undefined && !keys.longTermIssuer) {
    context.output.warning(
      '--console-duration has no effect: the console session lasts as long as the keys',
      "AWS takes it only for keys made with an IAM user's own key",
    )
  }
  if (flags.print === true) return print(context, flags, keys)
  const browser = chosenBrowser(context, flags, keys)
  if (browser === undefined) return print(context, flags, keys)
  return flags.stay === true ? standing(context, flags, keys, browser) : open(context, flags, keys, browser)
}

/** What can be refused before anything is asked of AWS. */
function check(context: CommandContext, flags: ConsoleFlags): void {
  checkMfaFlags(context, flags, { ownDevice: flags.profile === undefined })
  const { consoleDuration, print: printed, stay, isolate, browser } = flags
  if (consoleDuration !== undefined)
    checkDuration(consoleDuration, consoleDurationBounds, '--console-duration')
  if (printed === true) {
    for (const [flag, value] of Object.entries({
      '--stay': stay,
      '--isolate': isolate,
      '--browser': browser,
    })) {
      if (value === undefined || value === false) continue
      throw new HallpassError('UsageError', `${flag} does not go with --print, which opens nothing`, {
        hint: 'leave one of them out',
        facts: { name: flag },
      })
    }
  }
  const partition = partitionById(flags.roleArn?.split(':')[1] ?? 'aws')
  consoleDestination(flags, partition)
  const endpoint = signinEndpoint(partition, context.env)
  if (flags.signOutFirst === true) signOutFirst(endpoint.href)
}

async function makeLink(
  { env, now, signal }: CommandContext,
  flags: ConsoleFlags,
  keys: ConsoleKeys,
): Promise<ConsoleLink & { readonly opened: string }> {
  const link = await consoleLink(
    keys.options({
      consoleDurationSeconds: flags.consoleDuration,
      issuer: flags.issuer,
      destination: flags.destination,
      service: flags.service,
      region: flags.region,
      env,
      now,
      signal,
    }),
  )
  return { ...link, url: link.url, opened: flags.signOutFirst === true ? signOutFirst(link.url) : link.url }
}

async function print(context: CommandContext, flags: ConsoleFlags, keys: ConsoleKeys): Promise<void> {
  const link = await makeLink(context, flags, keys)
  context.output.result(`${link.opened}\n`)
  context.output.note(`${linkWords(link, keys.expiration, context.now())}; whoever opens it is signed in`)
}

/** The browser to open; `undefined` where there is none, which is said. */
function chosenBrowser(
  { env, output }: CommandContext,
  flags: ConsoleFlags,
  keys: ConsoleKeys,
): BrowserCommand | undefined {
  const search = findBrowser({ env, wanted: flags.browser })
  if (search.command === undefined) {
    if (flags.browser !== undefined) {
      throw new HallpassError('UsageError', search.none, {
        hint: 'name a program in the PATH, or give its whole path; --print shows the link',
        facts: { name: '--browser' },
      })
    }
    output.note(`the link is printed, not opened: ${search.none}`)
    return undefined
  }
  if (flags.isolate !== true) return search.command
  return isolatedBrowser({
    found: search.command,
    folder: join(sessionCacheFolder(env), '..', 'browsers'),
    owner: [keys.arn.replace(/^(arn:[^:]*:)sts(::\d*:)assumed-role/, '$1iam$2role')],
    find: (wanted) => findBrowser({ env, wanted }).command,
  })
}

async function open(
  context: CommandContext,
  flags: ConsoleFlags,
  keys: ConsoleKeys,
  browser: BrowserCommand,
): Promise<void> {
  const { output, signal, env, now } = context
  let made: ConsoleLink | undefined
  const page = await handOver({
    link: async () => {
      const link = await makeLink(context, flags, keys)
      made = link
      return link.opened
    },
    signal,
  })
  try {
    const launched = launchBrowser(browser, page.address, env)
    // A browser that is its own process does not end: that it came for its link is all there is to know.
    const failure = await Promise.race([launched, page.done.then(() => undefined)])
    const came = failure === undefined && (await cameWithin(page, waitMs))
    if (!came) {
      output.note(`the link is printed, not opened: ${failure ?? 'no browser came for it'}`)
      return await print(context, flags, keys)
    }
  } finally {
    page.close()
  }
  output.note(
    `the console is open in your browser as ${keys.name} (${keys.role})${until(made?.consoleExpiration, now())}`,
  )
  if (flags.isolate !== true && flags.signOutFirst !== true) {
    output.aside(
      '"you must first log out"? sign out in the console first, or run this again with --isolate for a browser profile of its own',
    )
  }
}

/** A page that stays up for as long as the keys are good. */
async function standing(
  context: CommandContext,
  flags: ConsoleFlags,
  keys: ConsoleKeys,
  browser: BrowserCommand,
): Promise<void> {
  const { output, signal, env, now } = context
  const end = keys.expiration ?? new Date(now().getTime() + 3_600_000)
  const page = await handOver({
    link: async () => (await makeLink(context, flags, keys)).opened,
    standing: { title: `The AWS console for ${keys.name}`, lines: [keys.arn], until: end },
    signal,
  })
  try {
    const failure = await launchBrowser(browser, page.address, env)
    if (failure !== undefined) {
      output.note(`the page could not be opened: ${failure}`)
      output.note(`open it yourself, once: ${page.address}`)
    }
    output.note(`a page with fresh links is up${until(end, now())}; Ctrl-C ends it`)
    await Promise.race([page.done, sleepUntil(end, now(), signal)])
  } finally {
    page.close()
  }
  output.note('the keys have ended, and the page with them')
}

async function cameWithin(page: HandOver, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([page.done.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

async function sleepUntil(end: Date, now: Date, signal: AbortSignal): Promise<void> {
  const { setTimeout: sleep } = await import('node:timers/promises')
  try {
    await sleep(Math.max(0, end.getTime() - now.getTime()), undefined, { signal })
  } catch {
    throw new HallpassError('Aborted', 'stopped')
  }
}

function until(end: Date | undefined, now: Date): string {
  return end === undefined ? '' : `, for ${about(end.getTime() - now.getTime())}`
}
