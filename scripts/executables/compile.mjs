import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownTarget } from './targets.mjs'

/** Never inside: OpenPGP.js for its licence (GnuPG does its work), the server for its database. */
const outside = ['openpgp', '@hallpass/server']

/**
 * Makes one executable from the sources of the command.
 *
 * @param {object} options
 * @param {string} options.entry - the file that it starts with
 * @param {string} options.bun - the compiler
 * @param {string} options.runtime - goes into it
 * @param {import('./targets.mjs').Target} options.target
 * @param {string} options.outfile
 * @returns {readonly string[]} the source files inside, from the working folder
 */
export function compile({ entry, bun, runtime, target, outfile }) {
  const scratch = mkdtempSync(join(tmpdir(), 'hallpass-compile-'))
  const metafile = join(scratch, 'meta.json')
  const ended = spawnSync(
    bun,
    [
      'build',
      entry,
      '--compile',
      '--bytecode',
      '--minify',
      // Chunks: a command loads its own alone.
      '--format=esm',
      '--splitting',
      '--define=HALLPASS_STANDALONE=true',
      ...outside.map((name) => `--external=${name}`),
      // Else a `.env` in whatever folder one stands in would be read as the environment.
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      '--no-compile-autoload-tsconfig',
      '--no-compile-autoload-package-json',
      `--target=${target.bunTarget}`,
      ...(target.name === ownTarget()?.name && runtime === bun
        ? []
        : [`--compile-executable-path=${runtime}`]),
      `--metafile=${metafile}`,
      `--outfile=${outfile}`,
    ],
    { encoding: 'utf8' },
  )
  try {
    if (ended.status !== 0) {
      throw new Error(`${target.name}: ${ended.error?.message ?? `${ended.stdout}${ended.stderr}`.trim()}`)
    }
    return Object.keys(JSON.parse(readFileSync(metafile, 'utf8')).inputs)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
