/**
 * Makes package-lock.json anew, from nothing: only then does npm write `integrity` for every package.
 *
 * npm compares a package's `engines` with the Node it runs on itself, and warns. Nothing here runs on that one:
 * scripts run on the Node of package.json's optionalDependencies. So what asks for a newer Node than the
 * repository does, which is the server and what is bundled into it, has its `engines` taken out of the lock file
 * (not out of what is published), and `npm ci` on Node 20 has nothing to say.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hallpass-lock-'))
try {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const file of ['package.json', '.npmrc', ...workspaces.map((name) => `${name}/package.json`)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['install', '--package-lock-only', '--silent'], { cwd: folder, stdio: 'inherit' })
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  for (const entry of Object.values(lock.packages)) {
    const least = /^(?:>=|\^)\s*(\d+)/.exec(entry.engines?.node ?? '')?.[1]
    if (Number(least ?? 0) > 20) delete entry.engines
  }
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
