/**
 * Runs the journeys of the commands against the executable of this machine, which it makes first: the same tests that
 * `npm test` runs against Node.js. Words after `--` are given to vitest in place of the list below.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { executableName, ownTarget } from './executables/targets.ts'

/** Every test that starts the command, but for those of what the executable leaves to the npm package. */
const suites = [
  'test/journeys.test.ts',
  'test/identities.test.ts',
  'test/clients.test.ts',
  'test/faults.test.ts',
  'test/proxy.test.ts',
  'test/local-command.test.ts',
  'test/setup-next-steps.test.ts',
  'test/executable.test.ts',
  'packages/hallpass/test/exec',
  'packages/hallpass/test/completion',
  'packages/hallpass/test/cli/topics.test.ts',
  'packages/hallpass/test/console/console-command.test.ts',
  'packages/hallpass/test/safe-file/read-regular-file.test.ts',
  'packages/server/test/client',
  'packages/server/test/join/join-command.test.ts',
]

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const target = ownTarget()
if (target === undefined) {
  console.error(`test:executable: there is none for ${process.platform} ${process.arch}`)
  process.exit(1)
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(process.execPath, [...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (status !== 0) process.exit(status ?? 1)
}

run(['scripts/executables/main.ts', '--target', 'own'])
const given = process.argv.slice(2)
run(['node_modules/vitest/vitest.mjs', 'run', ...(given.length > 0 ? given : suites)], {
  HALLPASS_EXECUTABLE: fileURLToPath(
    new URL(`../dist/executables/${target.name}/${executableName(target)}`, import.meta.url),
  ),
})
