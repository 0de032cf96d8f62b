import { createHash } from 'node:crypto'
import fs, {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { createLocalAws, type LocalAwsOptions, type RawResponse } from '@hallpass/local-aws'

import { contentOf } from '../../src/content/index.ts'
import { beginLocalAws } from '../../src/create-local-aws.ts'
import { createJournal, openJournal } from '../../src/data/journal.ts'
import { keepIn } from '../../src/data/keep.ts'
import type { Json } from '../../src/snapshot/index.ts'
import {
  accountId,
  createFixture,
  createSetup,
  credentials,
  element,
  type Fixture,
  iam,
} from '../local-aws-fixture.ts'
import { putInPieces } from '../snapshot/put-in-pieces.ts'

const folder = mkdtempSync(join(tmpdir(), 'data-'))
afterAll(() => rmSync(folder, { recursive: true }))

let directories = 0
const newPath = () => join(folder, `data${(directories += 1)}`)
const seed = { users: { anna: {} }, buckets: { lab: { objects: { one: 'first' } } } }
const whoAmI = { Action: 'GetCallerIdentity' }

/** What would be there if the process was killed now. */
function asKilled(data: string): string {
  const copy = newPath()
  cpSync(data, copy, { recursive: true })
  rmSync(join(copy, 'lock'), { force: true })
  return copy
}

async function put(fixture: Fixture, path: string, text: string): Promise<RawResponse> {
  const { response, piece, end } = await putInPieces(fixture, path, Buffer.byteLength(text))
  await piece(text)
  end()
  return response
}

async function body(response: RawResponse): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const bytes of response.stream ?? []) pieces.push(bytes)
  return response.stream === undefined
    ? Buffer.from(response.body).toString()
    : Buffer.concat(pieces).toString()
}

/** Does something before the system is called by those functions, until the test ends. */
function onCalls(before: Partial<Record<'fsyncSync' | 'renameSync' | 'writeSync', Function>>): void {
  for (const [name, does] of Object.entries(before)) {
    const call: Function = Reflect.get(fs, name)
    Reflect.set(fs, name, (...args: unknown[]) => {
      does(...args)
      return call(...args)
    })
    onTestFinished(() => {
      Reflect.set(fs, name, call)
      syncBuiltinESMExports()
    })
  }
  syncBuiltinESMExports()
}

const get = async (fixture: Fixture, path: string) => body(await fixture.rest(fixture.aws.admin, 'GET', path))
const objectsIn = (data: string) => readdirSync(join(data, 'objects'))

describe('a data directory', () => {
  it('goes on where the process was killed: keys, sessions, objects, large ones too', async () => {
    const data = newPath()
    const first = createFixture({ data, seed })
    const { issuer, roleArn } = await createSetup(first)
    const assume = { Action: 'AssumeRole', RoleArn: roleArn, RoleSessionName: 'anna' }
    const session = credentials(await first.query(issuer, 'sts', assume))
    const large = 'large '.repeat(50_000)
    expect((await put(first, '/lab/large', large)).status).toBe(200)
    expect((await first.rest(first.aws.admin, 'DELETE', '/lab/one')).status).toBe(204)

    const second = createFixture({ data: asKilled(data) })
    expect(second.aws.admin).toEqual(first.aws.admin)
    expect(second.aws.keys).toEqual(first.aws.keys)
    for (const keys of [second.aws.admin, second.aws.keys.get('anna')!, issuer, session]) {
      expect((await second.query(keys, 'sts', whoAmI)).status).toBe(200)
    }
    expect(await get(second, '/lab/large')).toBe(large)
    expect((await second.rest(second.aws.admin, 'GET', '/lab/one')).status).toBe(404)
  })

  it('is planted when it is new, and never again', async () => {
    const data = newPath()
    const first = createFixture({ data, seed })
    for (const path of ['/lab/one', '/lab']) await first.rest(first.aws.admin, 'DELETE', path)
    first.aws.close()
    const second = createFixture({ data, seed })
    expect(element(await second.rest(second.aws.admin, 'GET', '/'), 'Name')).toBeUndefined()
    expect(second.aws.keys).toEqual(first.aws.keys)
    // The beginning is kept as well.
    second.aws.reset()
    expect(await get(second, '/lab/one')).toBe('first')
    second.aws.close()
    const third = createFixture({ data })
    expect(await get(third, '/lab/one')).toBe('first')
  })

  it('is new until it counts as begun, whatever was made of it before that', async () => {
    const data = newPath()
    const begin = beginLocalAws({ data, seed, now: () => new Date('2026-11-22T12:00:00Z') })
    const killed = asKilled(data)
    expect(readdirSync(killed)).toContain('journal.beginning')
    begin.begun()
    const begun = asKilled(data)
    const other = { buckets: { lab: { objects: { one: 'second' } } } }
    for (const [copy, one] of [
      [killed, 'second'],
      [begun, 'first'],
    ] as const) {
      const fixture = createFixture({ data: copy, seed: other })
      expect(await get(fixture, '/lab/one')).toBe(one)
      expect(readdirSync(copy).toSorted()).toEqual(['journal', 'lock', 'objects'])
    }
    // From then on nothing takes it away, whatever goes wrong later.
    begin.giveUp()
    expect(await get(createFixture({ data }), '/lab/one')).toBe('first')
  })

  it('has a long body of the seed beside the journal, as one that was put', async () => {
    const data = newPath()
    const file = newPath()
    const large = Buffer.alloc(3_000_000, 'large ')
    writeFileSync(file, large)
    const objects = { of: { file }, text: large.toString().slice(0, 200_000), small: 'x'.repeat(16 * 1024) }
    const first = createFixture({ data, seed: { buckets: { lab: { objects } } } })
    expect(statSync(join(data, 'journal')).size).toBeLessThan(40_000)
    expect(
      objectsIn(data)
        .map((name) => statSync(join(data, 'objects', name)).size)
        .toSorted((one, other) => one - other),
    ).toEqual([200_000, 3_000_000])
    const head = await first.rest(first.aws.admin, 'HEAD', '/lab/of')
    const etag = createHash('md5').update(large).digest('hex')
    expect(head.headers).toContainEqual(['ETag', `"${etag}"`])
    const second = createFixture({ data: asKilled(data) })
    expect(await get(second, '/lab/of')).toBe(large.toString())
    expect(await get(second, '/lab/text')).toBe(objects.text)
  })

  /** With long bodies in the journal, as an earlier version wrote them. */
  function ofEarlierVersion(): { readonly data: string; readonly one: string; readonly two: string } {
    const data = newPath()
    const objects = { one: 'first', two: 'other' }
    createFixture({ data, seed: { buckets: { lab: { objects } } } }).aws.close()
    const path = join(data, 'journal')
    const records: Json[] = []
    openJournal(path, (record) => records.push(record))?.close()
    let written = JSON.stringify(records)
    const large = (text: string): string => {
      const bytes = Buffer.alloc(300_000, `large ${text}`)
      written = written.replace(`"${Buffer.from(text).toString('base64')}"`, `"${bytes.toString('base64')}"`)
      return bytes.toString()
    }
    const [one, two] = [large('first'), large('other')]
    written = written.replaceAll('{"$content":[5,', `{"$content":[300000,`)
    createJournal(path, JSON.parse(written)).close()
    expect(statSync(path).size).toBeGreaterThan(800_000)
    return { data, one, two }
  }

  it('goes on with what an earlier version had in the journal where there is no room to take it out', async () => {
    const { data, one, two } = ofEarlierVersion()
    let bodies = 0
    let isFull = true
    onCalls({
      writeSync: (file: number) => {
        if (!isFull || !readlinkSync(`/proc/self/fd/${file}`).includes('objects')) return
        bodies += 1
        // In the middle of the second one.
        if (bodies > 4) throw Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'write' })
      },
    })
    const fixture = createFixture({ data })
    expect(bodies).toBe(5)
    expect(objectsIn(data)).toEqual([])
    expect([await get(fixture, '/lab/one'), await get(fixture, '/lab/two')]).toEqual([one, two])
    expect((await put(fixture, '/lab/three', 'third')).status).toBe(200)
    // It is as it was for the next one, too, which has room.
    const copy = asKilled(data)
    isFull = false
    const second = createFixture({ data: copy })
    const paths = ['/lab/one', '/lab/two', '/lab/three']
    expect(await Promise.all(paths.map((path) => get(second, path)))).toEqual([one, two, 'third'])
    expect(objectsIn(copy)).toHaveLength(2)
  })

  it('has the bodies that an earlier version had in the journal once, however often it is killed as it takes them out', async () => {
    const { data, one } = ofEarlierVersion()
    let copy = data
    const killed: string[] = []
    onCalls({
      writeSync: (file: number) => {
        const path = readlinkSync(`/proc/self/fd/${file}`)
        if (path.startsWith(copy) && path.includes('journal')) killed.push(asKilled(copy))
      },
    })
    for (let kill = 0; kill < 3; kill += 1) {
      createLocalAws({ data: copy })
      const [next = ''] = killed.splice(0)
      expect(objectsIn(next)).toHaveLength(2)
      copy = next
    }
    const fixture = createFixture({ data: copy })
    expect(await get(fixture, '/lab/one')).toBe(one)
    expect(objectsIn(copy)).toHaveLength(2)
  })

  it('takes out of the journal what an earlier version had in it of a long body', async () => {
    const { data, one: large } = ofEarlierVersion()
    const path = join(data, 'journal')
    const fixture = createFixture({ data })
    expect(statSync(path).size).toBeLessThan(20_000)
    expect(await get(fixture, '/lab/one')).toBe(large)
    expect(await get(createFixture({ data: asKilled(data) }), '/lab/one')).toBe(large)
  })

  it('is written anew when it has grown, also by processes that were all killed', async () => {
    let data = newPath()
    createFixture({ data, seed }).aws.close()
    const sizes: number[] = []
    for (let kill = 0; kill < 6; kill += 1) {
      data = asKilled(data)
      const fixture = createFixture({ data })
      for (let round = 0; round < 150; round += 1) await put(fixture, '/lab/one', 'x'.repeat(16_000))
      sizes.push(statSync(join(data, 'journal')).size)
    }
    expect(Math.max(...sizes)).toBeLessThan(9 * 1024 * 1024)
    expect(sizes.some((size, index) => size < (sizes[index - 1] ?? 0))).toBe(true)
  })

  it('keeps what was loaded, and what came after it', async () => {
    const data = newPath()
    const first = createFixture({ data, seed })
    const snapshot = first.aws.save()
    await put(first, '/lab/two', 'second')
    first.aws.load(snapshot)
    await put(first, '/lab/three', 'third')
    const second = createFixture({ data: asKilled(data) })
    const list = await second.rest(second.aws.admin, 'GET', '/lab?list-type=2')
    expect([...String(list.body).matchAll(/<Key>(.*?)</g)].map(([, key]) => key)).toEqual(['one', 'three'])
  })

  it('is one process’s at a time, until it is closed', () => {
    const data = newPath()
    const { aws } = createFixture({ data })
    expect(() => createLocalAws({ data })).toThrow(
      expect.objectContaining({ code: 'InUse', message: `${data} is in use by process ${process.pid}` }),
    )
    aws.close()
    createLocalAws({ data }).close()
  })

  it('is given up when nothing can be begun in it', () => {
    const data = newPath()
    const wrong: LocalAwsOptions = { data, seed: { buckets: { NO: {} } } }
    expect(() => createLocalAws(wrong)).toThrow(TypeError)
    createLocalAws({ data }).close()
  })

  it('has the bodies on the disk before a journal that names them takes the place of another', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    await put(fixture, '/lab/large', 'large '.repeat(50_000))
    const [name = ''] = objectsIn(data)
    const steps: string[] = []
    onCalls({
      fsyncSync: (file: number) =>
        steps.push(`sync ${relative(data, readlinkSync(`/proc/self/fd/${file}`))}`),
      renameSync: (from: string) => steps.push(`rename ${relative(data, from)}`),
    })
    fixture.aws.close()
    const unfinished = 'journal.unfinished'
    const bodies = [`sync objects/${name}`, 'sync objects']
    const journal = [`sync ${unfinished}`, `rename ${unfinished}`, 'sync ']
    expect(steps).toEqual([...bodies, ...journal])
    // Who wrote what is there already is not known: it may have been killed, and nothing waited for.
    steps.length = 0
    const again = createLocalAws({ data })
    expect(again.load(again.save())).toBeUndefined()
    expect(steps).toEqual([...bodies, ...journal])
    again.close()
    expect(steps.slice(5)).toEqual(journal)
  })

  it('whose journal is missing is refused, and loses no object', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    const large = 'large '.repeat(50_000)
    await put(fixture, '/lab/large', large)
    fixture.aws.close()
    const [journal, elsewhere] = [join(data, 'journal'), newPath()]
    renameSync(journal, elsewhere)
    expect(() => createLocalAws({ data })).toThrow(
      expect.objectContaining({
        code: 'Damaged',
        message: `${journal} is missing, and ${join(data, 'objects')} holds the bytes of objects`,
        hint: `put ${journal} back; where there never was one, name another directory`,
      }),
    )
    expect(readdirSync(data)).toEqual(['objects'])
    renameSync(elsewhere, journal)
    expect(await get(createFixture({ data }), '/lab/large')).toBe(large)
  })

  it('is new where a first start was killed once it had put bodies, and nothing else', async () => {
    const data = newPath()
    const large = 'large '.repeat(50_000)
    const killed: string[] = []
    onCalls({
      writeSync: (file: number) => {
        if (readlinkSync(`/proc/self/fd/${file}`).includes('journal')) killed.push(asKilled(data))
      },
    })
    createLocalAws({ data, seed: { buckets: { lab: { objects: { one: large } } } } }).close()
    const [copy = ''] = killed
    expect(objectsIn(copy)).toHaveLength(1)
    expect(statSync(join(copy, 'journal.beginning')).size).toBe(0)
    const next = createFixture({ data: copy, seed })
    expect(await get(next, '/lab/one')).toBe('first')
    expect(objectsIn(copy)).toEqual([])
  })

  it('is for its owner alone, and so is every file in it', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    await put(fixture, '/lab/large', 'large '.repeat(50_000))
    const modes = (path: string): readonly string[] => {
      const stat = statSync(path)
      const own = (stat.mode & 0o777).toString(8)
      return stat.isDirectory()
        ? [own, ...readdirSync(path).flatMap((name) => modes(join(path, name)))]
        : [own]
    }
    expect(modes(data).toSorted()).toEqual(['600', '600', '600', '700', '700'])
    fixture.aws.close()
  })

  it('of another account is refused', () => {
    const data = newPath()
    createLocalAws({ data, accountId }).close()
    expect(() => createLocalAws({ data, accountId: '444455556666' })).toThrow(
      expect.objectContaining({
        code: 'NotOurs',
        message: `${data} is of the account ${accountId}, not 444455556666`,
      }),
    )
    createLocalAws({ data }).close()
  })

  it('is not made where something else is', () => {
    const data = newPath()
    mkdirSync(data)
    writeFileSync(join(data, 'thesis.txt'), '')
    expect(() => createLocalAws({ data })).toThrow(
      expect.objectContaining({ code: 'NotOurs', message: `${data} holds something else: thesis.txt` }),
    )
    expect(readdirSync(data)).toContain('thesis.txt')
  })

  it.runIf(process.getuid?.() !== 0)('says what the system says where it may not be written', () => {
    const data = newPath()
    mkdirSync(data)
    chmodSync(data, 0o500)
    expect(() => createLocalAws({ data })).toThrow(
      expect.objectContaining({ code: 'Unusable', message: `${data} cannot be used: EACCES` }),
    )
  })

  it('sweeps what was left half done, and what nothing has any more', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    await put(fixture, '/lab/large', 'large '.repeat(50_000))
    const [whole = ''] = objectsIn(data)
    const copy = asKilled(data)
    writeFileSync(join(copy, 'objects', '0'.repeat(32)), 'bytes')
    writeFileSync(join(copy, 'objects', `${'1'.repeat(32)}.unfinished`), 'bytes')
    writeFileSync(join(copy, 'journal.unfinished'), 'bytes')
    createLocalAws({ data: copy }).close()
    expect(objectsIn(copy)).toEqual([whole])
    expect(readdirSync(copy).toSorted()).toEqual(['journal', 'objects'])
  })

  it('that lacks the bytes of an object, or some, is refused by name', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    await put(fixture, '/lab/large', 'large '.repeat(50_000))
    const [name = ''] = objectsIn(data)
    const short = asKilled(data)
    truncateSync(join(short, 'objects', name), 1000)
    expect(() => createLocalAws({ data: short })).toThrow(
      expect.objectContaining({
        code: 'Damaged',
        message: `${join(short, 'objects', name)} has 1000 bytes of 300000: an object has its bytes there`,
      }),
    )
    rmSync(join(short, 'objects', name))
    expect(() => createLocalAws({ data: short })).toThrow(`${join(short, 'objects', name)} is missing`)
  })

  it('does not miss the bytes of what was deleted', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    await put(fixture, '/lab/large', 'large '.repeat(50_000))
    await fixture.rest(fixture.aws.admin, 'DELETE', '/lab/large')
    const copy = asKilled(data)
    rmSync(join(copy, 'objects'), { recursive: true })
    createLocalAws({ data: copy }).close()
  })

  it('is written anew when it has grown to twice what there is, and loses nothing by it', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed })
    const text = 'x'.repeat(16_000)
    let most = 0
    for (let round = 0; round < 500; round += 1) {
      await put(fixture, '/lab/again', `${text}${round}`)
      most = Math.max(most, statSync(join(data, 'journal')).size)
    }
    expect(most).toBeGreaterThan(7 * 1024 * 1024)
    expect(statSync(join(data, 'journal')).size).toBeLessThan(4 * 1024 * 1024)
    const second = createFixture({ data: asKilled(data) })
    expect(await get(second, '/lab/again')).toBe(`${text}499`)
    expect(await get(second, '/lab/one')).toBe('first')
  })

  it('keeps no file of an upload that was refused, and gives back those of what was deleted when room is needed', async () => {
    const data = newPath()
    const fixture = createFixture({ data, seed, maxStoredBytes: 1024 * 1024 })
    const snapshot = fixture.aws.save()
    const { response, piece, end } = await putInPieces(fixture, '/lab/late', 300_000)
    await piece('large '.repeat(50_000))
    fixture.aws.load(snapshot)
    end()
    expect((await response).status).toBe(409)
    expect(objectsIn(data)).toEqual([])
    for (let round = 0; round < 10; round += 1) {
      expect((await put(fixture, '/lab/large', `${round} `.repeat(150_000))).status).toBe(200)
      expect(objectsIn(data).length).toBeLessThan(4)
    }
    expect(await get(fixture, '/lab/large')).toBe('9 '.repeat(150_000))
  })

  it('goes on with however many small objects there are', () => {
    const numbers = new Map(Array.from({ length: 300_000 }, (_, index) => [new Uint8Array(), index + 1]))
    const root = { objects: new Map([['old', contentOf(Uint8Array.of(1))]]) }
    const path = newPath()
    const read = { kept: undefined, journal: createJournal(path, []), numbers }
    const { view, commit, journal } = keepIn(
      path,
      read,
      root,
      new Set(),
      () => new Map(Object.entries(root)),
      () => {},
      () => {},
    )
    view.objects.set('new', contentOf(Uint8Array.of(2)))
    commit()
    journal().close()
    expect(readFileSync(path, 'utf8')).toContain('["+",300001,"Ag=="]')
  })

  it('has what was loaded from a file, though it could not be written down at first', async () => {
    const from = createFixture({ seed })
    const large = 'large '.repeat(50_000)
    await put(from, '/lab/large', large)
    const path = newPath()
    await from.aws.saveFile(path)
    const data = newPath()
    const fixture = createFixture({ data, seed })
    const inTheWay = join(data, 'journal.unfinished')
    mkdirSync(inTheWay)
    await expect(fixture.aws.loadFile(path)).rejects.toMatchObject({ code: 'Unusable' })
    rmSync(inTheWay, { recursive: true })
    expect((await put(fixture, '/lab/two', 'second')).status).toBe(200)
    const second = createFixture({ data: asKilled(data) })
    expect(await get(second, '/lab/large')).toBe(large)
    expect(await get(second, '/lab/two')).toBe('second')
  })

  it('that another process took over meanwhile is not written any more', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const data = newPath()
    const fixture = createFixture({ data, seed })
    expect((await put(fixture, '/lab/two', 'second')).status).toBe(200)
    writeFileSync(join(data, 'lock'), 'of somebody else')
    const before = readFileSync(join(data, 'journal'))
    vi.setSystemTime(Date.now() + 11_000)
    expect((await put(fixture, '/lab/three', 'third')).status).toBe(507)
    expect(() => fixture.aws.close()).toThrow(expect.objectContaining({ code: 'InUse' }))
    expect(readFileSync(join(data, 'journal')).equals(before)).toBe(true)
    expect(readFileSync(join(data, 'lock'), 'utf8')).toBe('of somebody else')
  })

  it('holds when keys were last used, once it was closed', async () => {
    const data = newPath()
    const fixture = createFixture({ data })
    await iam(fixture, 'ListUsers', {})
    fixture.aws.close()
    const second = createFixture({ data })
    second.clock.now = new Date('2026-11-22T12:05:00Z')
    const { accessKeyId: AccessKeyId } = fixture.aws.admin
    const used = await iam(second, 'GetAccessKeyLastUsed', { AccessKeyId })
    expect(element(used, 'ServiceName')).toBe('iam')
    expect(readFileSync(join(data, 'journal'), 'utf8')).toContain('"lastUsed":{"at"')
  })
})
