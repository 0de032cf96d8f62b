import { randomBytes } from 'node:crypto'
import { existsSync, fstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  bytesOf,
  concatenate,
  type Content,
  contentOf,
  type ContentStore,
  createContentStore,
  digested,
  slice,
} from '../../src/content/index.ts'

const KiB = 1024
const MiB = 1024 * KiB
const folder = mkdtempSync(join(tmpdir(), 'content-'))

beforeAll(() => void vi.stubEnv('TMPDIR', folder))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** The descriptors of this process that lead to a file of a store's. */
function namelessFiles(): readonly number[] {
  return readdirSync('/proc/self/fd')
    .filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder)
      } catch {
        return false
      }
    })
    .map(Number)
}

/** A store, and what its objects have. */
function createStore(maxBytes = 1024 * MiB): { readonly store: ContentStore; readonly kept: Set<Content> } {
  const kept = new Set<Content>()
  return { store: createContentStore({ maxBytes, kept: () => kept }), kept }
}

async function put(store: ContentStore, ...parts: readonly Uint8Array[]): Promise<Content> {
  const writer = store.writer()
  try {
    for (const part of parts) await writer.write(part)
    const content = await writer.finish()
    writer.settle(true)
    return content
  } catch (error) {
    writer.settle(false)
    throw error
  }
}

async function read(store: ContentStore, content: Content): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of store.read(content)) parts.push(part)
  return Buffer.concat(parts)
}

describe('content that is there already', () => {
  it.each([0, 1, 128 * KiB, 128 * KiB + 1, 512 * KiB, 1000 * KiB + 1])(
    'is taken at once, all %i bytes of it, and kept while it is held',
    async (length) => {
      const { store } = createStore()
      const bytes = randomBytes(length)
      let asked = 0
      const content = store.put(
        (function* () {
          for (let at = 0; at < length; at += 1000) {
            asked += 1
            yield bytes.subarray(at, at + 1000)
          }
        })(),
      )
      expect(asked).toBe(Math.ceil(length / 1000))
      store.sweep()
      expect((await read(store, content)).equals(bytes)).toBe(true)
      expect(bytesOf(content) === undefined).toBe(length > 128 * KiB)
    },
  )

  it('is refused where there is no room, takes none then, and reads no more of it', () => {
    const { store } = createStore(MiB)
    let isClosed = false
    const endless = (function* () {
      try {
        for (;;) yield randomBytes(1000)
      } finally {
        isClosed = true
      }
    })()
    expect(() => store.put(endless)).toThrow(expect.objectContaining({ code: 'InsufficientStorage' }))
    expect(isClosed).toBe(true)
    expect(store.taken()).toBe(0)
  })
})

describe('content', () => {
  it('reads as it was written, in whatever pieces, and so do its slices', async () => {
    const { store, kept } = createStore()
    const size = fc.oneof(fc.nat(50), fc.integer({ min: 120 * KiB, max: 140 * KiB }), fc.nat(400 * KiB))
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 4 }), fc.nat(), fc.nat(), async (sizes, one, other) => {
        const parts = sizes.map((length) => randomBytes(length))
        const content = await put(store, ...parts)
        kept.add(content)
        const all = Buffer.concat(parts)
        expect(content.length).toBe(all.length)
        expect((await read(store, content)).equals(all)).toBe(true)
        const [first = 0, end = 0] = [one, other].map((at) => at % (all.length + 1)).toSorted((a, b) => a - b)
        const part = slice(content, first, end)
        expect((await read(store, part)).equals(all.subarray(first, end))).toBe(true)
        const twice = concatenate([part, contentOf(Buffer.from('-')), content])
        const expected = Buffer.concat([all.subarray(first, end), Buffer.from('-'), all])
        expect((await read(store, slice(twice, 1, twice.length))).equals(expected.subarray(1))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('is in memory while it is short, and in a file that has no name else', async () => {
    const { store } = createStore()
    expect(bytesOf(await put(store, Buffer.alloc(128 * KiB)))?.length).toBe(128 * KiB)
    expect(bytesOf(await put(store, Buffer.alloc(128 * KiB), Buffer.of(1)))).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes to the file, however short, once there is much in memory', async () => {
    const { store, kept } = createStore()
    const short = Buffer.alloc(128 * KiB)
    for (let count = 0; count < 512; count++) kept.add(await put(store, short))
    expect(bytesOf(await put(store, short))).toBeUndefined()
  })
})

describe('the room there is', () => {
  it('is given back at once by what is not wanted, and when it is looked for by what nobody has', async () => {
    const { store, kept } = createStore()
    const writer = store.writer()
    await writer.write(Buffer.alloc(3 * MiB))
    expect(store.taken()).toBe(3 * MiB)
    writer.settle(false)
    expect(store.taken()).toBe(0)
    const content = await put(store, Buffer.alloc(MiB))
    kept.add(content)
    await put(store, Buffer.alloc(2 * MiB))
    store.sweep()
    expect(store.taken()).toBe(MiB)
    kept.delete(content)
    store.sweep()
    expect(store.taken()).toBe(0)
  })

  it('is refused over the bound, and there again when something has gone', async () => {
    const { store, kept } = createStore(2 * MiB)
    const content = await put(store, Buffer.alloc(MiB))
    kept.add(content)
    const full = { code: 'InsufficientStorage', status: 507 }
    await expect(put(store, Buffer.alloc(MiB), Buffer.alloc(1))).rejects.toMatchObject(full)
    expect(() => store.checkRoom(MiB + 1)).toThrow(expect.objectContaining(full))
    kept.add(await put(store, Buffer.alloc(MiB)))
    await expect(put(store, Buffer.of(1))).rejects.toMatchObject(full)
    kept.delete(content)
    await put(store, Buffer.alloc(MiB))
  })

  it('is not taken from who is reading or writing', async () => {
    const { store } = createStore()
    const bytes = randomBytes(MiB)
    const content = await put(store, bytes)
    const reading = store.read(content)[Symbol.asyncIterator]()
    const first = await reading.next()
    const writer = store.writer()
    const other = randomBytes(MiB)
    await writer.write(other)
    store.sweep()
    const third = await put(store, Buffer.alloc(4 * MiB))
    const parts = [first.value ?? Buffer.of()]
    for (let next = await reading.next(); next.done !== true; next = await reading.next())
      parts.push(next.value)
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
    const written = await writer.finish()
    store.sweep()
    await put(store, Buffer.alloc(2 * MiB))
    expect((await read(store, written)).equals(other)).toBe(true)
    writer.settle(true)
    expect(third.length).toBe(4 * MiB)
    store.sweep()
    expect(store.taken()).toBe(0)
  })

  // What is given back later would be taken from under what is written there by then.
  it.runIf(existsSync('/proc/self/fd'))('is given back to the system at once', async () => {
    const { store } = createStore()
    const before = new Set(namelessFiles())
    const writer = store.writer()
    await writer.write(Buffer.alloc(8 * MiB))
    const descriptor = namelessFiles().find((one) => !before.has(one)) ?? -1
    expect(fstatSync(descriptor).size).toBe(8 * MiB)
    writer.settle(false)
    expect(fstatSync(descriptor).size).toBe(0)
  })

  it('is not taken before what was read for its checksums is what it is read for', async () => {
    const { store } = createStore()
    const content = await put(store, randomBytes(MiB))
    const taken = await digested(content, ['MD5'], store, () => {
      store.sweep()
      return store.taken()
    })
    expect(taken).toBe(MiB)
    store.sweep()
    expect(store.taken()).toBe(0)
  })

  it('is refused as well when the temporary folder takes nothing', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'missing'))
    const { store } = createStore()
    await expect(put(store, Buffer.alloc(MiB))).rejects.toMatchObject({
      code: 'InsufficientStorage',
      reason: 'the folder of objects cannot be written: ENOENT',
    })
    vi.stubEnv('TMPDIR', folder)
    expect(store.taken()).toBe(0)
  })
})
