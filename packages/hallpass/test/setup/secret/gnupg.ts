import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** GnuPG with a home of its own, and keys without passphrase. */
export interface GnuPg {
  readonly home: string
  /** Makes a key with an encryption subkey, or without one for `undefined`; answers its fingerprint. */
  readonly makeKey: (
    name: string,
    algorithms: {
      readonly primary: string
      readonly encryption?: string
      readonly expires?: string
      readonly subkeyExpires?: string
    },
  ) => string
  readonly exportKey: (name: string, ...options: readonly string[]) => Uint8Array
  readonly exportPrivateKey: (name: string) => Uint8Array
  readonly revoke: (name: string) => void
  /** What a shell prints for `base64 --decode | gpg --decrypt`. */
  readonly decrypt: (base64: string) => string
  readonly close: () => void
}

export function openGnuPg(): GnuPg {
  // The path of the agent's socket has to be short.
  const home = mkdtempSync(join('/tmp', 'hallpass-gpg-'))
  const env = { PATH: process.env['PATH'], GNUPGHOME: home, LC_ALL: 'C' }
  const run = (args: readonly string[], input = ''): Buffer =>
    execFileSync('gpg', ['--batch', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
      env,
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  const fingerprintOf = (name: string): string =>
    /^fpr:+([0-9A-F]{40}):$/m.exec(run(['--with-colons', '--list-keys', name]).toString())?.[1] ?? ''
  return {
    home,
    makeKey: (name, { primary, encryption, expires = 'never', subkeyExpires = expires }) => {
      run(['--quick-generate-key', `${name} <${name}@example.org>`, primary, 'sign', expires])
      const fingerprint = fingerprintOf(name)
      if (encryption !== undefined) run(['--quick-add-key', fingerprint, encryption, 'encr', subkeyExpires])
      return fingerprint
    },
    exportKey: (name, ...options) => run([...options, '--export', name]),
    exportPrivateKey: (name) => run(['--armor', '--export-secret-keys', name]),
    revoke: (name) => {
      const fingerprint = fingerprintOf(name)
      // GnuPG writes the certificate when it makes the key, with a colon against accidents.
      const certificate = join(home, 'openpgp-revocs.d', `${fingerprint}.rev`)
      execFileSync('sed', ['-i', 's/^:---/---/', certificate])
      run(['--import', certificate])
    },
    decrypt: (base64) =>
      execFileSync('sh', ['-c', 'base64 --decode | gpg --batch --quiet --decrypt'], {
        env,
        input: base64,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    close: () => {
      execFileSync('gpgconf', ['--kill', 'all'], { env, stdio: 'ignore' })
      rmSync(home, { recursive: true, force: true })
    },
  }
}
