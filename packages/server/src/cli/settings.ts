import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HallpassError } from 'hallpass'
import { areAddresses, type TrustedProxies } from '../base/index.ts'
import type { LockedOut, OpenIdSettings } from '../signin/index.ts'
import { flagsOfEnvironment } from './environment.ts'
import { openIdOptions, openIdUsage, readOpenIdSettings } from './openid-settings.ts'

/** What the command was asked for. */
export interface CommandSettings {
  /** In place of running: a sign-in link for somebody who is locked out. */
  readonly link: LockedOut | undefined
  readonly help: boolean
  readonly version: boolean
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  readonly publicUrl: string | undefined
  readonly sealKey: string | undefined
  readonly trustedProxies: TrustedProxies
  readonly isKeyless: boolean
  readonly issuerProfile: string | undefined
  readonly revokerProfile: string | undefined
  readonly region: string | undefined
  readonly openId: OpenIdSettings | undefined
  readonly privateWebhooks: boolean
}

export const usage = `usage: hallpass-server [flags]
       hallpass-server link [--for WHO | --new-admin NAME] [flags]
       hallpass-server move --data FOLDER

The front desk: workshops, participants and leases, as an HTTP API on PostgreSQL.

  --port PORT               default 8080; 0 for any
  --host ADDRESS            default 127.0.0.1: only this machine
  --url URL                 where people reach it; behind a proxy, with https
  --data FOLDER             where the embedded PostgreSQL keeps everything
  --issuer-profile NAME     the AWS profile that makes sessions; default: as the AWS SDKs find it
  --keyless                 workshops may have the issuer keyless, which needs no AWS keys; AWS reaches --url
  --revoker-profile NAME    the AWS profile that revokes; default: the issuer's
  --region REGION           the region whose STS is called
  --trust-proxies COUNT|ADDRESSES  how many proxies of your own are in front, or
                            which, as 10.0.0.0/8,192.0.2.1
  --private-webhooks        webhooks may go by http, to this machine and to private networks
  --help, --version

link: prints a link that signs an admin in who is locked out; the server may be running.
  --for WHO                 an id, an e-mail address or a name; default: the only admin
  --new-admin NAME          adds an admin

move: copies all that a stopped server keeps in FOLDER to the empty database of DATABASE_URL.
${openIdUsage}
environment:
  DATABASE_URL              a PostgreSQL of your own in place of the embedded one
  HALLPASS_SEAL_KEY         32 bytes as base64, the same for all replicas; needed with DATABASE_URL
  DATABASE_URL_FILE, HALLPASS_SEAL_KEY_FILE, HALLPASS_OIDC_CLIENT_SECRET_FILE
                            a file with it, in place of the variable
  HALLPASS_URL, HALLPASS_TRUST_PROXIES, …
                            each flag of the server; true or false for one that takes no value
`

/** Every flag; each has a variable too, but for those that are about one call. */
export const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  url: { type: 'string' },
  'issuer-profile': { type: 'string' },
  keyless: { type: 'boolean' },
  'revoker-profile': { type: 'string' },
  region: { type: 'string' },
  'trust-proxies': { type: 'string' },
  'private-webhooks': { type: 'boolean' },
  for: { type: 'string' },
  'new-admin': { type: 'string' },
  ...openIdOptions,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/**
 * Reads the command line and the environment.
 *
 * @throws HallpassError `UsageError`, `SettingInvalid`
 */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandSettings {
  const { values, positionals } = parse([...flagsOfEnvironment(env, options, args), ...args])
  const url = publicUrl(values.url)
  if (values.keyless === true && !url?.startsWith('https://')) {
    throw new HallpassError(
      'UsageError',
      '--keyless needs the https address at which AWS reaches this server',
      {
        hint: 'add --url https://hallpass.example.com',
        facts: { name: '--keyless' },
      },
    )
  }
  return {
    link: lockedOut(positionals, values),
    help: values.help === true,
    version: values.version === true,
    host: values.host ?? '127.0.0.1',
    port: wholeNumber('port', values.port ?? '8080', 65_535),
    dataFolder: values.data ?? defaultFolder(env),
    publicUrl: url,
    databaseUrl: env['DATABASE_URL'] || undefined,
    sealKey: env['HALLPASS_SEAL_KEY'] || undefined,
    trustedProxies: trustedProxies(values['trust-proxies'] ?? '0'),
    isKeyless: values.keyless === true,
    issuerProfile: values['issuer-profile'],
    revokerProfile: values['revoker-profile'] ?? values['issuer-profile'],
    region: values.region,
    openId: readOpenIdSettings(values, env),
    privateWebhooks: values['private-webhooks'] === true,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
  } catch (error) {
    throw new HallpassError('UsageError', 'that flag, or its value, is not understood', {
      hint: 'hallpass-server --help lists them',
      cause: error,
    })
  }
}

function lockedOut(
  positionals: readonly string[],
  values: { readonly for?: string | undefined; readonly 'new-admin'?: string | undefined },
): LockedOut | undefined {
  const { for: who, 'new-admin': newAdmin } = values
  const wanted = who !== undefined || newAdmin !== undefined
  if (positionals.length === 0 && !wanted) return undefined
  if (
    positionals.length === 1 &&
    positionals[0] === 'link' &&
    (who === undefined || newAdmin === undefined)
  ) {
    return { who, newAdmin }
  }
  throw new HallpassError('UsageError', 'that is no command of the server', {
    hint: wanted
      ? 'hallpass-server link --for WHO, or: hallpass-server link --new-admin NAME'
      : 'hallpass-server --help says what there is',
  })
}

/** Root's home is closed to PostgreSQL, which does not run as root. */
function defaultFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (process.getuid?.() === 0) return '/var/lib/hallpass'
  const data = env['XDG_DATA_HOME'] || (env['HOME'] && join(env['HOME'], '.local', 'share'))
  return join(data || join(home(), '.local', 'share'), 'hallpass')
}

/** In a container the uid may have no entry in the passwd file: then there is none to be asked for. */
function home(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text)
  throw new HallpassError('UsageError', `--${name} has to be a whole number from 0 to ${most}`, {
    facts: { name },
  })
}

function trustedProxies(text: string): TrustedProxies {
  if (/^\d+$/.test(text)) return wholeNumber('trust-proxies', text, 10)
  const list = text.split(',').map((entry) => entry.trim())
  if (areAddresses(list)) return list
  throw new HallpassError('UsageError', '--trust-proxies is neither a count nor a list of addresses', {
    hint: 'how many there are, as 1, or which, as 10.0.0.0/8,192.0.2.1',
    facts: { name: '--trust-proxies' },
  })
}

function publicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin
  throw new HallpassError('UsageError', '--url is not the address of a server', {
    hint: 'such as https://hallpass.example.com, without a path',
    facts: { name: '--url' },
  })
}
