import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { editFile } from '../../src/safe-file/edit-file.ts'
import { failureOf } from '../wire/failure.ts'
import { runScript } from '../profile/run-script.ts'
import { ScratchHome } from '../profile/scratch-home.ts'
import { steppingFiles } from '../profile/stepping-files.ts'

const to = (text: string) => (): Uint8Array => new TextEncoder().encode(text)
const root = process.getuid?.() === 0

describe('a file that cannot be changed', () => {
  it('because a folder is in its place', async () => {
    const home = new ScratchHome()
    const error = await failureOf(editFile(home.folder, to('new')))
    expect(error).toMatchObject({ code: 'ProfileFileUnreadable', facts: { file: home.folder } })
    expect(error.message).toContain('it is a folder')
  })

  it('because it is a device', async () => {
    const error = await failureOf(editFile('/dev/null', to('new')))
    expect(error).toMatchObject({ code: 'ProfileFileUnreadable' })
    expect(readdirSync('/dev').filter((name) => name.includes('hallpass'))).toEqual([])
  })

  it('because its links lead in a circle', async () => {
    const home = new ScratchHome()
    symlinkSync('b', join(home.folder, 'a'))
    symlinkSync('a', join(home.folder, 'b'))
    const error = await failureOf(editFile(join(home.folder, 'a'), to('new')))
    expect(error.message).toContain('links lead in a circle')
  })

  it.each([
    ['folder', 0o500, 0o600],
    ['file', 0o700, 0o400],
  ])('because a read-only %s forbids it to an ordinary user', async (_, folderMode, fileMode) => {
    const home = new ScratchHome({ credentials: '[a]\n' })
    const folder = join(home.folder, '.aws')
    chmodSync(home.file, fileMode)
    chmodSync(folder, folderMode)
    if (root) for (const path of [home.folder, folder, home.file]) chownSync(path, 65534, 65534)
    const { stdout } = await runScript('write-once', { HOME: home.folder, AS_UID: root ? '65534' : '' })
    expect(stdout).toContain('ProfileFileUnreadable: cannot change')
    expect(stdout).toContain('permission denied')
    chmodSync(folder, 0o700)
    expect([home.read(), home.names()]).toEqual(['[a]\n', ['credentials']])
  })

  it.skipIf(!root)("because it is another person's, whom a private copy would lock out", async () => {
    const home = new ScratchHome({ credentials: '[a]\n' })
    const folder = join(home.folder, '.aws')
    chmodSync(home.folder, 0o755)
    chmodSync(folder, 0o777)
    chmodSync(home.file, 0o666)
    const { stdout } = await runScript('write-once', { HOME: home.folder, AS_UID: '65534' })
    expect(stdout).toContain('ProfileFileUnreadable: cannot change')
    expect([home.read(), home.names(), statSync(home.file).uid]).toEqual(['[a]\n', ['credentials'], 0])
  })

  it('by an edit that fails goes on as it was, and the lock with it', async () => {
    const home = new ScratchHome({ credentials: 'old' })
    const broken = editFile(home.file, () => {
      throw new TypeError('no')
    })
    await expect(broken).rejects.toThrow(new TypeError('no'))
    expect([home.read(), home.names()]).toEqual(['old', ['credentials']])
  })
})

/** Runs an edit in which call number `failing` fails, before it is carried out or half way. */
async function editFailing(
  file: string,
  failing: number,
  when: 'before' | 'half',
): Promise<string | undefined> {
  let failed: string | undefined
  const fs = steppingFiles((step) => {
    if (failed !== undefined || step.index < failing || step.when !== when) return
    failed = step.name
    throw Object.assign(new Error('injected'), { code: 'ENOSPC' })
  })
  try {
    await editFile(file, to('new'), { fs })
  } catch (error) {
    expect(error).toBeInstanceOf(HallpassError)
    expect(error).toMatchObject({
      code: 'ProfileFileUnreadable',
      message: `cannot change ${file}: no space left on the disk`,
      hint: 'free some space and try again',
    })
  }
  return failed
}

describe('a failure of the file system', () => {
  it('at any step leaves the old file or the new one, and nothing that the next edit does not sweep away', async () => {
    const home = new ScratchHome({ credentials: 'old' })
    const failed: string[] = []
    for (let failing = 0; ; failing++) {
      writeFileSync(home.file, 'old')
      const name = await editFailing(home.file, failing, 'before')
      if (name === undefined) break
      failed.push(name)
      expect(['old', 'new']).toContain(home.read())
      // A lock that could not be removed is known by the process that holds it, which is this one.
      if (name !== 'unlinkSync') expect(home.names()).toEqual(['credentials'])
      for (const left of home.names().filter((other) => other.endsWith('lock'))) {
        expect(lstatSync(join(home.folder, '.aws', left)).isSymbolicLink()).toBe(true)
        unlinkSync(join(home.folder, '.aws', left))
      }
      await editFile(home.file, to('newer'))
      expect([home.read(), home.names()]).toEqual(['newer', ['credentials']])
    }
    expect(failed).toEqual(
      expect.arrayContaining(['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'unlinkSync']),
    )
  })

  it('in the middle of a write leaves the old file', async () => {
    const home = new ScratchHome({ credentials: 'old' })
    expect(await editFailing(home.file, 0, 'half')).toBe('writeSync')
    expect([home.read(), home.names()]).toEqual(['old', ['credentials']])
  })
})

describe('a changed file', () => {
  it.each([
    [0o600, 0o600],
    [0o644, 0o600],
    [0o666, 0o600],
    [0o400, 0o400],
  ])('of mode %o has mode %o', async (before, after) => {
    if (!root && before === 0o400) return
    const home = new ScratchHome({ credentials: 'old' })
    chmodSync(home.file, before)
    await editFile(home.file, to('new'))
    expect(statSync(home.file).mode & 0o777).toBe(after)
  })

  it('that others could read is closed even by an edit that changes nothing', async () => {
    const home = new ScratchHome({ credentials: 'same' })
    chmodSync(home.file, 0o644)
    await editFile(home.file, to('same'))
    expect(statSync(home.file).mode & 0o777).toBe(0o600)
  })

  it.skipIf(!root)('keeps its owner and group when root changes it', async () => {
    const home = new ScratchHome({ credentials: 'old' })
    chownSync(home.file, 1234, 2345)
    await editFile(home.file, to('new'))
    expect(statSync(home.file)).toMatchObject({ uid: 1234, gid: 2345 })
  })

  it.skipIf(!root)("that root makes in a person's home is the person's, and so is its folder", async () => {
    const home = new ScratchHome()
    chownSync(home.folder, 1234, 2345)
    await editFile(home.file, to('new'))
    expect(statSync(home.file)).toMatchObject({ uid: 1234, gid: 2345 })
    expect(statSync(join(home.folder, '.aws'))).toMatchObject({ uid: 1234, gid: 2345 })
  })

  it('behind a chain of links is changed there, and the links stay', async () => {
    const home = new ScratchHome({ config: '' })
    const elsewhere = join(home.folder, 'dotfiles', 'aws')
    mkdirSync(elsewhere, { recursive: true })
    writeFileSync(join(elsewhere, 'keys'), 'old')
    symlinkSync('../dotfiles/middle', home.file)
    symlinkSync(join(elsewhere, 'keys'), join(home.folder, 'dotfiles', 'middle'))
    await editFile(home.file, to('new'))
    expect(readlinkSync(home.file)).toBe('../dotfiles/middle')
    expect(readFileSync(join(elsewhere, 'keys'), 'utf8')).toBe('new')
    expect(home.names()).toEqual(['config', 'credentials'])
    expect(readdirSync(elsewhere)).toEqual(['keys'])
  })

  it('behind a link in a linked folder is where the link really leads', async () => {
    const home = new ScratchHome()
    mkdirSync(join(home.folder, 'real', 'aws'), { recursive: true })
    symlinkSync(join('real', 'aws'), join(home.folder, '.aws'))
    symlinkSync('../keys', home.file)
    await editFile(home.file, to('new'))
    expect(readFileSync(join(home.folder, 'real', 'keys'), 'utf8')).toBe('new')
  })

  it('behind a link to nothing is made there', async () => {
    const home = new ScratchHome({ config: '' })
    symlinkSync('../not/yet/keys', home.file)
    await editFile(home.file, to('new'))
    expect(readFileSync(join(home.folder, 'not', 'yet', 'keys'), 'utf8')).toBe('new')
    expect(lstatSync(home.file).isSymbolicLink()).toBe(true)
  })

  it('is not there when the edit of a missing one comes to nothing', async () => {
    const home = new ScratchHome()
    await editFile(home.file, to(''))
    expect(existsSync(home.file)).toBe(false)
  })
})
