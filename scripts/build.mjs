/**
 * Builds both packages into their `dist` folders: what is published, and what `npm start` and the tests run.
 *
 * The libraries are ES modules. The commands are CommonJS: on Node 22 and later an `import` of node:http
 * evaluates every lazy export of it, undici included, and `require` does not.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const shared = { platform: 'node', logLevel: 'warn', external: [/^node:/, /^@aws-sdk\//, /^@hallpass\//] }

const library = (name, input) => ({
  ...shared,
  input,
  output: { dir: `packages/${name}/dist`, format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' },
})

const command = (name) => ({
  ...shared,
  input: { main: `packages/${name}/src/cli/main.ts` },
  output: {
    dir: `packages/${name}/dist/cli`,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    minify: { compress: true, mangle: false, codegen: true },
  },
})

/** Types, in the package's own order: hallpass reads those of the local AWS. */
const types = (name) =>
  new Promise((resolve, reject) => {
    const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
    const child = spawn(process.execPath, [tsc, '-p', `packages/${name}`], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`types of ${name}: tsc ended with ${code}`)),
    )
  })

for (const name of ['local-aws', 'hallpass'])
  rmSync(`packages/${name}/dist`, { recursive: true, force: true })

const bundled = Promise.all(
  [
    library('local-aws', {
      index: 'packages/local-aws/src/index.ts',
      policy: 'packages/local-aws/src/policy/index.ts',
      sigv4: 'packages/local-aws/src/sigv4/index.ts',
    }),
    command('local-aws'),
    library('hallpass', { index: 'packages/hallpass/src/index.ts' }),
    command('hallpass'),
  ].map((config) => build(config)),
)
try {
  await types('local-aws')
  await types('hallpass')
  await bundled
} catch (error) {
  console.error(`build: ${error.message}`)
  process.exitCode = 1
}
