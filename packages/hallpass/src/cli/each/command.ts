import { buildCommand, buildRouteMap } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { durationFlag, switchFlag, textFlag } from '../terminal/flags.ts'
import { handoutFlag } from './handout-flag.ts'
import type { CleanFlags, HandoutFlags, LinksFlags } from './flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

const folder = {
  kind: 'tuple',
  parameters: [{ brief: 'the --out of issue --each', parse: String, placeholder: 'DIR' }],
} as const

const linkFlags = {
  destination: { ...textFlag('URL', 'the page that the links open'), optional: true },
  issuer: { ...textFlag('URL', 'where the console leads at its end'), optional: true },
  consoleDuration: durationFlag('--console-duration', 'of the console (default 12h)'),
} as const

const handoutCommand = buildCommand<HandoutFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runHandout),
  parameters: {
    flags: {
      handout: handoutFlag,
      ...linkFlags,
      link: { kind: 'boolean', optional: true, brief: 'with a fresh console link (default), or not' },
      force: switchFlag('replace files that hallpass did not write'),
    },
    positional: folder,
  },
  docs: {
    brief: 'write a page for each person to hand out: keys, link, and until when',
    customUsage: ['DIR [--handout html|text|csv …] [flags]'],
    fullDescription: [
      'Writes hand-outs beside the keys that hallpass issue --each put into a folder: a',
      'page for each person and all of them in one to print (html, the default), the',
      'same as text, or a table for mail merge (csv). No new keys are issued: those',
      'that are still good get a fresh console link.',
      '',
      'Example:\n  hallpass each handout keys --handout html --handout csv',
    ].join('\n'),
  },
})

const linksCommand = buildCommand<LinksFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runLinks),
  parameters: { flags: linkFlags, positional: folder },
  docs: {
    brief: 'make fresh console links for all, without new keys',
    customUsage: ['DIR [flags]'],
    fullDescription: [
      'Puts a fresh console link into the file of everyone whose keys are still good,',
      'and into the hand-outs that are there. A link has to be opened within 15',
      'minutes; the console it opens ends when it would have.',
      '',
      'Example:\n  hallpass each links keys',
    ].join('\n'),
  },
})

const cleanCommand = buildCommand<CleanFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runClean),
  parameters: {
    flags: {
      dryRun: switchFlag('tell what would go, and change nothing'),
      force: switchFlag('also keys that are still good'),
    },
    positional: folder,
  },
  docs: {
    brief: 'remove the files whose keys have ended',
    customUsage: ['DIR [--dry-run] [--force]'],
    fullDescription: [
      'Removes the files of hallpass issue --each whose keys have ended, their',
      'hand-outs, and the folder when nothing is left in it. Files that hallpass did',
      'not write, or that were changed since, stay. Removing keys that are good does',
      'not end them.',
      '',
      'Example:\n  hallpass each clean keys --dry-run',
    ].join('\n'),
  },
})

export const eachCommands = buildRouteMap<'handout' | 'links' | 'clean', CommandContext>({
  routes: { handout: handoutCommand, links: linksCommand, clean: cleanCommand },
  docs: { brief: 'hand-outs, fresh links and cleaning for a folder of issue --each' },
})
