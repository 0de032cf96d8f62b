import { buildCommand, buildRouteMap } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag } from '../terminal/flags.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'
import { connectionFlags } from '../workshop/connection-flags.ts'
import type { AuditExportFlags, AuditVerifyFlags } from './flags.ts'

const verifyCommand = buildCommand<AuditVerifyFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runAuditVerify),
  parameters: {
    flags: {
      ...connectionFlags,
      known: { ...textFlag('SEQ:HASH', 'a row that was seen before'), optional: true },
      json: switchFlag('as JSON'),
    },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'an export; - is stdin (default: ask the server)',
          parse: String,
          placeholder: 'FILE',
          optional: true,
        },
      ],
    },
  },
  docs: {
    customUsage: ['[FILE] [flags]'],
    brief: "check that a server's audit is whole and unchanged",
    fullDescription: [
      'Checks the chain of an audit: each row holds the hash of the one before, so that',
      'none can be changed or taken out of it unseen. The last row is printed: kept',
      'elsewhere, and given as --known the next time, it proves that the end is whole.',
      '',
      'Example:',
      '  hallpass audit export > audit.jsonl && hallpass audit verify audit.jsonl',
    ].join('\n'),
  },
})

const exportCommand = buildCommand<AuditExportFlags, [], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runAuditExport),
  parameters: {
    flags: {
      ...connectionFlags,
      workshop: { ...textFlag('WORKSHOP', 'the rows of one workshop alone'), optional: true },
    },
  },
  docs: {
    brief: "print a server's audit, as JSON Lines",
    fullDescription: [
      'Prints the audit of a server as JSON Lines, oldest first. The chain can be',
      'checked over the whole only.',
      '',
      'Example:',
      '  hallpass audit export > audit.jsonl',
    ].join('\n'),
  },
})

export const auditCommands = buildRouteMap<'verify' | 'export', CommandContext>({
  routes: { verify: verifyCommand, export: exportCommand },
  docs: { brief: "check and export a server's audit" },
})
