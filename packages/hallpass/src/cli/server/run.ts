import type { CommandContext } from '../terminal/context.ts'
import { loadServer } from './load-server.ts'

export interface ServerFlags {
  readonly port?: string
  readonly host?: string
  readonly url?: string
  readonly keyless?: boolean
  readonly data?: string
  readonly issuerProfile?: string
  readonly revokerProfile?: string
  readonly region?: string
  readonly trustProxies?: string
  readonly privateWebhooks?: boolean
  readonly oidcIssuer?: string
  readonly oidcClientId?: string
  readonly oidcSecretFile?: string
  readonly oidcName?: string
  readonly oidcScope?: string
  readonly oidcGroupsClaim?: string
  readonly oidcAdminGroup?: readonly string[]
  readonly oidcInstructorGroup?: readonly string[]
  readonly oidcSignOut?: boolean
  readonly for?: string
  readonly newAdmin?: string
}

/** `hallpass server`: the server in the foreground, exactly as its own command runs it. */
export async function runServer(context: CommandContext, flags: ServerFlags, word?: string): Promise<void> {
  const { runCommand } = await loadServer()
  const given = {
    port: flags.port,
    host: flags.host,
    url: flags.url,
    data: flags.data,
    'issuer-profile': flags.issuerProfile,
    'revoker-profile': flags.revokerProfile,
    region: flags.region,
    'trust-proxies': flags.trustProxies,
    'oidc-issuer': flags.oidcIssuer,
    'oidc-client-id': flags.oidcClientId,
    'oidc-secret-file': flags.oidcSecretFile,
    'oidc-name': flags.oidcName,
    'oidc-scope': flags.oidcScope,
    'oidc-groups-claim': flags.oidcGroupsClaim,
    'oidc-admin-group': flags.oidcAdminGroup,
    'oidc-instructor-group': flags.oidcInstructorGroup,
    for: flags.for,
    'new-admin': flags.newAdmin,
  }
  const args = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `--${name}=${one}`),
  )
  if (word !== undefined) args.unshift(word)
  if (flags.oidcSignOut) args.push('--oidc-sign-out')
  if (flags.keyless) args.push('--keyless')
  if (flags.privateWebhooks) args.push('--private-webhooks')
  const exitCode = await runCommand(args, {
    stdout: (text) => context.output.result(text),
    stderr: (text) => context.output.note(text.trimEnd()),
    env: context.env,
    signal: context.signal,
  })
  context.exitWith(exitCode)
}
