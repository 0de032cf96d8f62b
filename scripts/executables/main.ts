/**
 * Makes the files to download: `npm run build:executables -- [--target NAME …] [--from URL] [--runtime PATH]`.
 *
 * - without `--target`, for every system; `--target own` for this one alone
 * - `--from`: where people will find the files; the install script, the formula and the manifest name it
 * - `--runtime`: a bun of one's own in place of the pinned one, for one target
 *
 * What comes out lies in dist/executables. bun and the runtimes come from the npm registry, and stay in
 * node_modules/.cache.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { licenceTexts, thirdParty } from '../third-party.mjs'
import { pack } from './archive.ts'
import { billOfMaterials, type Bundled } from './bill-of-materials.ts'
import { compile } from './compile.ts'
import { fetchRuntime } from './fetch-runtime.ts'
import { type Archive, installers } from './installers.ts'
import { executableName, ownTarget, targets } from './targets.ts'

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    from: { type: 'string' },
    runtime: { type: 'string' },
  },
})
const runtimePath = values.runtime === undefined ? undefined : resolve(values.runtime)
process.chdir(fileURLToPath(new URL('../..', import.meta.url)))

const wanted = values.target?.map((name) => (name === 'own' ? ownTarget()?.name : name))
const chosen = targets.filter(({ name }) => wanted === undefined || wanted.includes(name))
const compilerTarget = ownTarget()
if (compilerTarget === undefined) stop(`bun has no compiler for ${process.platform} ${process.arch}`)
const strangers = wanted?.filter((name) => !targets.some((target) => target.name === name)) ?? []
if (strangers.length > 0) {
  stop(`there is no target ${strangers.join(', ')}; there are ${targets.map(({ name }) => name).join(', ')}`)
}
if (runtimePath !== undefined && chosen.length !== 1) stop('--runtime goes with one --target')

const { version }: { readonly version: string } = JSON.parse(
  readFileSync('packages/hallpass/package.json', 'utf8'),
)
const created = new Date(
  1000 * Number(process.env['SOURCE_DATE_EPOCH'] ?? execFileSync('git', ['log', '-1', '--format=%ct'])),
)
const out = 'dist/executables'
const cache = 'node_modules/.cache/bun'
const entry = 'packages/hallpass/src/cli/main.ts'

const archives: Archive[] = []
const compiler = fetchRuntime(compilerTarget, cache)
for (const target of chosen) {
  const runtime = runtimePath ?? fetchRuntime(target, cache)
  const folder = `${out}/${target.name}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const executable = `${folder}/${executableName(target)}`
  const inputs = compile({ entry, bun: compiler, runtime, target, outfile: executable })
  chmodSync(executable, 0o755)
  const packages = thirdParty(inputs)
  refuseCopyleft(packages)
  const sha256 = sum(executable)
  const bill = billOfMaterials({ version, target, sha256, packages, created })
  writeFileSync(`${folder}/hallpass.spdx.json`, `${JSON.stringify(bill, undefined, 2)}\n`)
  writeFileSync(`${folder}/THIRD-PARTY-LICENSES.txt`, licenceTexts(packages))
  copyFileSync('packages/hallpass/LICENSE', `${folder}/LICENSE`)
  const archive = `hallpass-${version}-${target.name}.${target.name.startsWith('windows') ? 'zip' : 'tar.gz'}`
  await pack(
    `${out}/${archive}`,
    folder,
    [
      { name: executableName(target), mode: 0o755 },
      ...['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'hallpass.spdx.json'].map((name) => ({ name, mode: 0o644 })),
    ],
    created,
  )
  archives.push({ target: target.name, name: archive, sha256: sum(`${out}/${archive}`) })
  const size = (path: string): string => `${(statSync(path).size / 1e6).toFixed(0)} MB`
  console.log(`${executable}  ${size(executable)}, to download ${size(`${out}/${archive}`)}`)
}

writeFileSync(`${out}/SHA256SUMS`, archives.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''))
for (const { name, text, mode } of installers({ version, from: values.from ?? '', archives })) {
  writeFileSync(`${out}/${name}`, text, { mode })
}

/** What would bind those who pass the executable on. */
function refuseCopyleft(packages: readonly Bundled[]): void {
  const bound = packages.filter(({ name, license }) => name === 'openpgp' || /\bA?L?GPL/.test(license))
  if (bound.length > 0)
    stop(`not to be inside: ${bound.map(({ name, license }) => `${name} (${license})`).join(', ')}`)
}

function sum(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function stop(message: string): never {
  console.error(`build:executables: ${message}`)
  process.exit(1)
}
