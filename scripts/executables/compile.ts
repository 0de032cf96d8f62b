import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownTarget, type Target } from './targets.ts'

/** Never inside: OpenPGP.js for its licence (GnuPG does its work), the server for its database. */
const outside = ['openpgp', '@hallpass/server']

/**
 * Makes one executable from the sources of the command.
 *
 * @returns the source files inside, from the working folder
 */
export function compile(options: {
  /** The file that it starts with. */
  readonly entry: string
  /** The compiler. */
  readonly bun: string
  /** What goes into it. */
  readonly runtime: string
  readonly target: Target
  readonly outfile: string
}): readonly string[] {
  const { entry, bun, runtime, target, outfile } = options
  const scratch = mkdtempSync(join(tmpdir(), 'hallpass-compile-'))
  const metafile = join(scratch, 'meta.json')
  const ended = spawnSync(
    bun,
    [
      'build',
      entry,
      '--compile',
      '--bytecode',
      '--minify-syntax',
      '--minify-whitespace',
      // Errors are told apart by the names of their classes.
      '--keep-names',
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
    const { inputs }: { readonly inputs: object } = JSON.parse(readFileSync(metafile, 'utf8'))
    return Object.keys(inputs)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
