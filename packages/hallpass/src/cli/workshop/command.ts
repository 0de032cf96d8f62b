import { buildCommand, buildRouteMap } from '@stricli/core'
import { HallpassError } from '../../base/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { durationFlag, switchFlag, textFlag, valueFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import { connectionFlags } from './connection-flags.ts'
import type { CreateFlags, ImportFlags, RevokeFlags, WorkshopFlags } from './run.ts'

const common = { ...connectionFlags, json: switchFlag('JSON, for programs') } as const
const reason = { ...textFlag('WORDS', 'why, for the audit and the person'), optional: true } as const
const workshop = { brief: 'the workshop', parse: String, placeholder: 'WORKSHOP' } as const

function moment(input: string): Date {
  const parsed = new Date(input)
  if (/^\d{4}-\d{2}-\d{2}T/.test(input) && !Number.isNaN(parsed.getTime())) return parsed
  throw new HallpassError('UsageError', 'that is no moment', { hint: 'for example 2026-11-23T17:00:00Z' })
}

function seats(input: string): number {
  if (/^[1-9]\d{0,4}$/.test(input) && Number(input) <= 10_000) return Number(input)
  throw new HallpassError('UsageError', 'seats have to be a whole number from 1 to 10,000')
}

const createCommand = buildCommand<CreateFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runCreate),
  parameters: {
    flags: {
      ...common,
      name: textFlag('NAME', 'what participants see'),
      roleArn: { ...textFlag('ARN', 'the role that is handed out'), variadic: true },
      seats: valueFlag('COUNT', 'how many at the same time', seats),
      start: { ...valueFlag('MOMENT', 'when it begins; default now', moment), optional: true },
      end: { ...valueFlag('MOMENT', 'when it ends', moment), optional: true },
      for: durationFlag('--for', 'how long it lasts, in place of --end'),
      timeZone: { ...textFlag('ZONE', "an IANA name; default this machine's"), optional: true },
      duration: durationFlag('--duration', 'how long keys last; default 1h'),
      draft: switchFlag('not open yet'),
      join: switchFlag('whoever has the join code may join'),
    },
    aliases: { r: 'roleArn' },
  },
  docs: {
    brief: 'make a workshop',
    fullDescription: [
      'Makes a workshop on a server, and prints its id.',
      '',
      'Example:',
      '  hallpass workshop create --name "Storage" --seats 30 --for 8h \\',
      '    --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access',
    ].join('\n'),
  },
})

const importCommand = buildCommand<ImportFlags, [string, string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runImport),
  parameters: {
    flags: { ...common, dryRun: switchFlag('only look') },
    positional: {
      kind: 'tuple',
      parameters: [workshop, { brief: 'a list of people', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: 'add people to a workshop, each with a lease',
    fullDescription: [
      'Adds everyone in a list (CSV, or a name or address to a line), each with a',
      'lease. Whoever is there already stays who they are; a list lets nobody back in',
      'who was revoked. With any row that cannot be used nobody is added.',
      '',
      'Example:',
      '  hallpass workshop import w-7k2m9q4xt0 people.csv --dry-run',
    ].join('\n'),
  },
})

const listCommand = buildCommand<WorkshopFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runList),
  parameters: { flags: common },
  docs: {
    brief: 'list your workshops',
    customUsage: ['[flags]'],
    fullDescription: 'Lists your workshops on a server.\n\nExample:\n  hallpass workshop list',
  },
})

const showCommand = buildCommand<WorkshopFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runShow),
  parameters: { flags: common, positional: { kind: 'tuple', parameters: [workshop] } },
  docs: {
    brief: 'show a workshop and its leases',
    fullDescription: 'Shows a workshop and its leases.\n\nExample:\n  hallpass workshop show w-7k2m9q4xt0',
  },
})

const linkCommand = buildCommand<WorkshopFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runLink),
  parameters: {
    flags: common,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'the lease', parse: String, placeholder: 'LEASE' }],
    },
  },
  docs: {
    brief: "make one person's link",
    fullDescription: [
      'Prints a personal link: whoever opens it is the participant of the lease, on any',
      'number of machines, until the workshop is over. It is a secret, and for them',
      'alone. hallpass join takes it too.',
      '',
      'Example:',
      '  hallpass workshop link l-7k2m9q',
    ].join('\n'),
  },
})

const revokeCommand = buildCommand<RevokeFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runRevoke),
  parameters: {
    flags: { ...common, reason },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'the lease', parse: String, placeholder: 'LEASE' }],
    },
  },
  docs: {
    brief: "end one person's access",
    fullDescription: [
      'Revokes a lease: no more keys, and the sessions that came from it are denied.',
      'Exit code 8 when AWS could not be told yet; the server goes on trying.',
      '',
      'Example:',
      '  hallpass workshop revoke l-7k2m9q --reason "left the course"',
    ].join('\n'),
  },
})

const endCommand = buildCommand<RevokeFlags, [string], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runEnd),
  parameters: { flags: { ...common, reason }, positional: { kind: 'tuple', parameters: [workshop] } },
  docs: {
    brief: "end a workshop, and everybody's access",
    fullDescription: [
      "Ends a workshop and everybody's access, now. Repeated, it changes nothing.",
      '',
      'Example:',
      '  hallpass workshop end w-7k2m9q4xt0',
    ].join('\n'),
  },
})

export const workshopCommands = buildRouteMap<
  'create' | 'import' | 'list' | 'show' | 'link' | 'revoke' | 'end',
  CommandContext
>({
  routes: {
    create: createCommand,
    import: importCommand,
    list: listCommand,
    show: showCommand,
    link: linkCommand,
    revoke: revokeCommand,
    end: endCommand,
  },
  docs: { brief: 'on a server: create, import, list, show, link, revoke, end' },
})
