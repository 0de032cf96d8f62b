import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode, HallpassError, lastLines } from '../../base/index.ts'
import { type PgpKey, type PgpKeySource, plainKey, refusedKey } from './public-key.ts'

/** A key that the `gpg` of this machine encrypts for; `undefined` where there is none. Needs GnuPG 2.2.8 or later. */
export async function gnuPgKey(source: PgpKeySource, now: () => Date): Promise<PgpKey | undefined> {
  const plain = plainKey(source.bytes)
  const bytes = 'armored' in plain ? Buffer.from(`${plain.armored}\n`, 'latin1') : plain.binary
  const shown = await runGpg(['--with-colons', '--show-keys'], bytes, now())
  if (shown === undefined) return undefined
  const fingerprint = fingerprintOf(readListing(shown.stdout.toString()), source.from, now())
  return {
    fingerprint,
    encrypt: async (text) => {
      const folder = await mkdtemp(join(tmpdir(), 'hallpass-key-'))
      try {
        const file = join(folder, 'key')
        await writeFile(file, bytes, { mode: 0o600 })
        const recipient = ['--trust-model', 'always', '--recipient-file', file, '--no-armor', '--encrypt']
        const ended = await runGpg(recipient, Buffer.from(text), now())
        if (ended !== undefined && ended.exitCode === 0 && ended.stdout.length > 0) {
          return ended.stdout.toString('base64')
        }
        throw new HallpassError('PgpKeyUnusable', `gpg did not encrypt for ${source.from}`, {
          hint: `it said: ${lastLines(ended?.stderr ?? 'nothing')}`,
          facts: { name: source.from },
        })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** A line of `--with-colons`: "doc/DETAILS" of GnuPG. */
interface ListedKey {
  readonly kind: string
  /** `e` expired, `r` revoked. */
  readonly validity: string
  readonly expiresAt: Date | undefined
  /** `e` encrypts itself; `E`, of the first line alone, says that the whole key can. */
  readonly capabilities: string
  readonly fingerprint: string
}

function readListing(text: string): readonly ListedKey[] {
  const keys: ListedKey[] = []
  for (const line of text.split(/\r?\n/)) {
    const fields = line.split(':')
    const [kind = ''] = fields
    const last = keys.at(-1)
    if (kind === 'fpr' && last?.fingerprint === '') {
      keys[keys.length - 1] = { ...last, fingerprint: fields[9] ?? '' }
    }
    if (!['pub', 'sub', 'sec', 'ssb'].includes(kind)) continue
    const expires = Number(fields[6])
    keys.push({
      kind,
      validity: fields[1] ?? '',
      expiresAt: expires > 0 ? new Date(expires * 1000) : undefined,
      capabilities: fields[11] ?? '',
      fingerprint: '',
    })
  }
  return keys
}

function fingerprintOf(keys: readonly ListedKey[], from: string, now: Date): string {
  if (keys.some(({ kind }) => kind === 'sec')) throw refusedKey.isPrivate(from)
  const [key, ...others] = keys.filter(({ kind }) => kind === 'pub')
  if (key === undefined) throw refusedKey.noKey(from)
  if (others.length > 0) throw refusedKey.several(from, others.length + 1)
  if (key.validity === 'r') throw refusedKey.revoked(from)
  if (key.expiresAt !== undefined && key.expiresAt <= now) throw refusedKey.expired(from, 'it', key.expiresAt)
  if (!key.capabilities.includes('E')) {
    const ended = keys.find(({ kind, validity }) => kind === 'sub' && validity === 'e')
    if (ended?.expiresAt === undefined) throw refusedKey.signsOnly(from)
    throw refusedKey.expired(from, 'its encryption subkey', ended.expiresAt)
  }
  return key.fingerprint
}

interface GpgEnd {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** Runs `gpg` in a home of its own: the reader's keys, trust and agent are none of our business. */
async function runGpg(args: readonly string[], input: Uint8Array, now: Date): Promise<GpgEnd | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'hallpass-gpg-'))
  const clock = `--faked-system-time=${Math.floor(now.getTime() / 1000)}`
  const own = ['--homedir', home, '--batch', '--no-options', '--no-autostart', '--no-tty', clock]
  try {
    return await new Promise<GpgEnd | undefined>((resolve, reject) => {
      const child = spawn('gpg', [...own, ...args], { stdio: 'pipe', windowsHide: true })
      const stdout: Buffer[] = []
      let stderr = ''
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
      child.on('error', (error) => (errorCode(error) === 'ENOENT' ? resolve(undefined) : reject(error)))
      child.on('close', (exitCode) => resolve({ exitCode, stdout: Buffer.concat(stdout), stderr }))
      // It may be gone before it has read all.
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    })
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
