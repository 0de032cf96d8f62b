import { buildCommand } from '@stricli/core'
import type { CommandContext } from '../terminal/context.ts'
import { switchFlag, textFlag, textsFlag } from '../terminal/flags.ts'
import type { ServerFlags } from './run.ts'
import { lazyCommand } from '../terminal/lazy-command.ts'

export const serverCommand = buildCommand<ServerFlags, [string?], CommandContext>({
  loader: lazyCommand(async () => (await import('./run.ts')).runServer),
  parameters: {
    flags: {
      port: { ...textFlag('PORT', 'default 8080; 0 for any'), optional: true },
      host: { ...textFlag('ADDRESS', 'default 127.0.0.1: only this machine'), optional: true },
      url: { ...textFlag('URL', 'where people reach it, as https://…'), optional: true },
      data: { ...textFlag('FOLDER', 'where the embedded PostgreSQL is'), optional: true },
      issuerProfile: { ...textFlag('NAME', 'the AWS profile that makes sessions'), optional: true },
      revokerProfile: { ...textFlag('NAME', 'the AWS profile that revokes'), optional: true },
      region: { ...textFlag('REGION', 'the region whose STS is called'), optional: true },
      keyless: switchFlag('an issuer that needs no AWS keys; with --url'),
      privateWebhooks: switchFlag('webhooks may go to private networks'),
      trustProxies: { ...textFlag('COUNT|ADDRESSES', 'proxies of your own in front'), optional: true },
      oidcIssuer: { ...textFlag('URL', 'staff signs in at this OIDC provider'), optional: true },
      oidcClientId: { ...textFlag('ID', 'as the provider has it'), optional: true },
      oidcSecretFile: { ...textFlag('FILE', "the client's secret"), optional: true },
      oidcName: { ...textFlag('NAME', 'what the button says'), optional: true },
      oidcScope: { ...textFlag('SCOPES', 'default "openid profile email"'), optional: true },
      oidcGroupsClaim: { ...textFlag('NAME', 'where groups are; default groups'), optional: true },
      oidcAdminGroup: textsFlag('NAME', 'who is in it is an admin'),
      oidcInstructorGroup: textsFlag('NAME', 'who is in it is an instructor'),
      oidcSignOut: switchFlag('signing out here signs out there too'),
      for: { ...textFlag('WHO', 'link: an id, an e-mail address or a name'), optional: true },
      newAdmin: { ...textFlag('NAME', 'link: adds an admin'), optional: true },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'link, or move', parse: String, placeholder: 'link', optional: true }],
    },
  },
  docs: {
    customUsage: ['[link | move] [flags]'],
    brief: 'run the server: workshops, participants, leases',
    fullDescription: [
      'Runs the server of @hallpass/server in the foreground: an HTTP API on the',
      'embedded PostgreSQL, or on the one that DATABASE_URL names.',
      '',
      'hallpass server link prints a link that signs in an admin who is locked out, on',
      "the server's own machine; the server may be running.",
      '',
      'hallpass server move copies all that a stopped server keeps in --data to the',
      'empty database of DATABASE_URL.',
      '',
      'Example:',
      '  hallpass server --data ./desk --issuer-profile vend --revoker-profile revoke',
    ].join('\n'),
  },
})
