import { spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/**
 * Packs files for people to download: the same bytes from the same files.
 *
 * @param archive - `….tar.gz` or `….zip`
 * @param folder - where the files lie
 * @param mtime - of all of them
 */
export async function pack(
  archive: string,
  folder: string,
  files: readonly { readonly name: string; readonly mode: number }[],
  mtime: Date,
): Promise<void> {
  if (archive.endsWith('.zip')) {
    const zip = new ZipFile()
    for (const { name, mode } of files)
      zip.addFile(`${folder}/${name}`, name, { mtime, mode: 0o100_000 | mode })
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(archive))
    return
  }
  const gnu = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout.includes('GNU tar')
  const owner = gnu
    ? ['--owner=0', '--group=0', '--numeric-owner', `--mtime=${mtime.toISOString()}`]
    : ['--uid', '0', '--gid', '0']
  const ended = spawnSync(
    'tar',
    [...owner, '-czf', archive, '-C', folder, ...files.map(({ name }) => name)],
    {
      encoding: 'utf8',
    },
  )
  if (ended.status !== 0) throw new Error(`tar: ${ended.error?.message ?? ended.stderr.trim()}`)
}
