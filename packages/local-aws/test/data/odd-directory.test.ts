import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { createLocalAws, DataError } from '@hallpass/local-aws'

const folder = mkdtempSync(join(tmpdir(), 'odd-'))
afterAll(() => rmSync(folder, { recursive: true }))

let directories = 0
const newPath = () => join(folder, `data${(directories += 1)}`)
const large = 'x'.repeat(100_000)
const seed = { buckets: { lab: { objects: { large } } } }

/** A directory that was begun and closed, with one file of an object. */
function begun(): { readonly data: string; readonly object: string } {
  const data = newPath()
  createLocalAws({ data, seed }).close()
  const [name = ''] = readdirSync(join(data, 'objects'))
  return { data, object: join(data, 'objects', name) }
}

/** What it is refused with, which is always told in the same way. */
function refused(data: string): Pick<DataError, 'code' | 'message' | 'hint'> {
  try {
    createLocalAws({ data }).close()
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
  throw new Error('it was taken')
}

function pipe(path: string): void {
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
}

describe('a data directory with something odd in it', () => {
  it('that is a file is refused', () => {
    const data = newPath()
    writeFileSync(data, 'notes')
    expect(refused(data)).toMatchObject({ code: 'Unusable', message: `${data} cannot be used: EEXIST` })
    expect(readFileSync(data, 'utf8')).toBe('notes')
  })

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe, which would be waited for', pipe],
    ['a link', (path: string) => symlinkSync('elsewhere', path)],
  ])('that has %s for its journal or its lock is refused, and loses nothing', (_, make) => {
    for (const name of ['journal', 'lock']) {
      const { data } = begun()
      const path = join(data, name)
      rmSync(path, { force: true })
      make(path)
      expect(refused(data)).toMatchObject({
        code: 'NotOurs',
        hint: expect.stringContaining(`ls -ld ${path}`),
      })
      expect(refused(data).message).toBe(`${path} is no file: a local AWS has one there`)
      expect(lstatSync(path).isFile()).toBe(false)
      expect(readdirSync(join(data, 'objects'))).toHaveLength(1)
    }
  })

  it('that has a file for the folder of its objects is refused by that', () => {
    const { data } = begun()
    const objects = join(data, 'objects')
    rmSync(objects, { recursive: true })
    writeFileSync(objects, '')
    expect(refused(data)).toMatchObject({ code: 'Unusable', message: `${objects} cannot be used: EEXIST` })
  })

  it('that has a folder or a link for an object is refused by that', () => {
    const { data, object } = begun()
    rmSync(object)
    mkdirSync(object)
    expect(refused(data)).toMatchObject({ code: 'Damaged', message: expect.stringContaining(object) })
    rmSync(object, { recursive: true })
    symlinkSync('/dev/zero', object)
    expect(refused(data)).toMatchObject({ code: 'Damaged', message: expect.stringContaining(object) })
  })

  it.each([
    ['nothing', '', 'Damaged'],
    ['something else', 'to do: everything\n', 'NotOurs'],
    ['as few as one byte, as a record begins', '4', 'NotOurs'],
    ['as much as a record begins with', 'deadbeef no end', 'NotOurs'],
    ['something else without an end', 'x'.repeat(3 * 1024 * 1024), 'NotOurs'],
  ])('whose journal has %s in it is refused', (_, text, code) => {
    const { data } = begun()
    writeFileSync(join(data, 'journal'), text)
    expect(refused(data).code).toBe(code)
    expect(readFileSync(join(data, 'journal'), 'utf8')).toBe(text)
  })

  it('that a later version wrote is refused, and so is a record that no version writes', () => {
    const { data } = begun()
    const path = join(data, 'journal')
    const snapshot = join(data, 'journal.txt')
    cpSync(path, snapshot)
    const lines = (...records: readonly unknown[]): string => {
      const made = spawnSync(process.execPath, [
        '-e',
        `const { crc32 } = require('node:zlib'); let sum = 0
         for (const one of ${JSON.stringify(records)}) {
           sum = crc32(JSON.stringify(one), sum)
           console.log(sum.toString(16).padStart(8, '0') + ' ' + JSON.stringify(one))
         }`,
      ])
      return String(made.stdout)
    }
    writeFileSync(path, lines({ localAws: 'journal', version: 2 }))
    expect(refused(data)).toMatchObject({ code: 'Newer', hint: expect.stringContaining('npm install') })
    writeFileSync(path, lines({ localAws: 'journal', version: 1 }, [['?', ['accounts']]]))
    expect(refused(data)).toMatchObject({ code: 'Damaged', message: expect.stringContaining(path) })
    writeFileSync(path, lines({ localAws: 'journal', version: 1 }, 'text'))
    expect(refused(data)).toMatchObject({ code: 'Damaged', message: expect.stringContaining(path) })
    renameSync(snapshot, path)
    createLocalAws({ data }).close()
  })

  it('keeps what somebody else put into it, also below its objects', () => {
    const { data, object } = begun()
    mkdirSync(join(data, 'objects', 'photos'))
    writeFileSync(join(data, 'objects', 'photos', 'one.jpg'), 'photo')
    writeFileSync(join(data, 'objects', 'thesis.txt'), 'thesis')
    appendFileSync(join(data, '.gitignore'), '*')
    createLocalAws({ data }).close()
    expect(readdirSync(join(data, 'objects', 'photos'))).toEqual(['one.jpg'])
    expect(readdirSync(join(data, 'objects'))).toContain('thesis.txt')
    // Where nothing was begun either: what was not ours before is not ours when it fails.
    rmSync(join(data, 'journal'))
    rmSync(object)
    const wrong = { data, seed: { buckets: { NO: { objects: { large } } } } }
    expect(() => createLocalAws(wrong)).toThrow(TypeError)
    expect(readdirSync(join(data, 'objects')).toSorted()).toEqual(['photos', 'thesis.txt'])
  })

  it('that was never ours is refused where its files are named as ours', () => {
    const data = newPath()
    mkdirSync(join(data, 'objects'), { recursive: true })
    const digest = join(data, 'objects', 'd41d8cd98f00b204e9800998ecf8427e')
    writeFileSync(digest, '')
    expect(refused(data).code).toBe('Damaged')
    expect(readFileSync(digest, 'utf8')).toBe('')
    expect(readdirSync(data)).toEqual(['objects'])
  })

  it('may be the top of a volume, or of a repository', () => {
    const data = newPath()
    mkdirSync(join(data, 'lost+found'), { recursive: true })
    writeFileSync(join(data, '.gitkeep'), '')
    createLocalAws({ data, seed }).close()
    createLocalAws({ data }).close()
  })

  it('may be reached by a link', () => {
    const { data } = begun()
    const link = newPath()
    symlinkSync(data, link)
    createLocalAws({ data: link }).close()
  })

  it('says that there is no room for the objects of a seed, and begins nothing', () => {
    const data = newPath()
    const many = { lab: { objects: { one: 'x'.repeat(700_000), two: 'x'.repeat(700_000) } } }
    const small = { data, seed: { buckets: many }, maxStoredBytes: 1024 * 1024 }
    expect(() => createLocalAws(small)).toThrow(
      expect.objectContaining({
        code: 'TooLarge',
        message: 'there is no room for seed.buckets.lab.objects.two',
      }),
    )
    expect(readdirSync(data)).toEqual([])
  })
})
