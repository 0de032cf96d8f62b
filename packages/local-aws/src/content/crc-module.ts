/**
 * A cyclic redundancy check of up to 64 bits, in WebAssembly, which has integers of that size: eight times as fast as
 * the same in JavaScript, where every object that is put without a checksum of its own waits for it.
 *
 * Eight bytes are taken at a time, each looked up as what it comes to with those behind it still to come, so that no look
 * waits for another ("slicing by eight").
 *
 * @param polynomial reflected, without its highest power
 * @returns goes on with a check, which is neither begun nor ended with ones: that is the caller's
 */
export function createCrc(polynomial: bigint): (body: Uint8Array, before: bigint) => bigint {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(module())))
  const { memory, run } = exports
  fillTables(new BigUint64Array(memory.buffer, 0, tables * 256), polynomial)
  const input = new Uint8Array(memory.buffer, pageBytes, pageBytes)
  return (body, before) => {
    let crc = before
    for (let at = 0; at < body.length; at += pageBytes) {
      const part = body.subarray(at, at + pageBytes)
      input.set(part)
      crc = run(crc, pageBytes + part.length)
    }
    return crc
  }
}

/** The little of WebAssembly that is used here: its types come with those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer }
      readonly run: (crc: bigint, end: number) => bigint
    }
  }
}

const tables = 8
/** A page of WebAssembly's memory: the tables are in the first, what is looked at in the second. */
const pageBytes = 65_536

/** The first: each byte by itself; the others: with one to seven bytes of zero behind it. */
function fillTables(table: BigUint64Array, polynomial: bigint): void {
  for (let index = 0; index < 256; index += 1) {
    let value = BigInt(index)
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n
    table[index] = value
  }
  for (let index = 256; index < tables * 256; index += 1) {
    const before = table[index - 256] ?? 0n
    table[index] = (before >> 8n) ^ (table[Number(before & 0xffn)] ?? 0n)
  }
}

/*
 * The module, byte by byte: `memory` of two pages, and `run(crc: i64, end: i32): i64`.
 * https://webassembly.github.io/spec/core/binary/
 */
const i32 = 0x7f
const i64 = 0x7e
const crc = 0
const end = 1
const at = 2

const block = [0x02, 0x40]
const loop = [0x03, 0x40]
const close = 0x0b
/** Out of the block around a loop, if what was last worked out holds. */
const leaveIf = [0x0d, 1]
const again = [0x0c, 0]
const loadI64 = 0x29
const xorI64 = 0x85
/** Of eight bytes each. */
const entryShift = 3

function module(): number[] {
  return [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    section(1, [1, 0x60, 2, i64, i32, 1, i64]),
    section(3, [1, 0]),
    section(5, [1, 0, 2]),
    section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    section(10, [1, ...sized([1, 1, i32, ...instructions()])]),
  ].flat()
}

function instructions(): number[] {
  return [
    [...constantI32(pageBytes), ...put(at)],
    // As long as there are eight bytes:
    [...block, ...loop],
    [...get(at), ...constantI32(8), 0x6a, ...get(end), 0x4b, ...leaveIf],
    [...get(crc), ...get(at), loadI64, 3, 0, xorI64, ...put(crc)],
    lookUp(0),
    [1, 2, 3, 4, 5, 6, 7].flatMap((byte) => [...lookUp(byte), xorI64]),
    put(crc),
    [...advance(8), ...again, close, close],
    // The rest, byte by byte: table[(crc ^ byte) & 255] ^ (crc >> 8)
    [...block, ...loop],
    [...get(at), ...get(end), 0x4f, ...leaveIf],
    [...get(crc), 0xa7, ...get(at), 0x2d, 0, 0, 0x73, ...constantI32(0xff), 0x71],
    [...constantI32(entryShift), 0x74, loadI64, 3, 0],
    [...get(crc), ...constantI64(8), 0x88, xorI64, ...put(crc)],
    [...advance(1), ...again, close, close],
    [...get(crc), close],
  ].flat()
}

/** What a byte of the check stands for in the table that is for its place: its bits are moved to where an address has them. */
function lookUp(byte: number): number[] {
  const moved =
    byte === 0 ? [...constantI64(entryShift), 0x86] : [...constantI64(8 * byte - entryShift), 0x88]
  const inTable = [...constantI32(0xff << entryShift), 0x71]
  const table = unsigned((tables - 1 - byte) * 256 * 8)
  return [...get(crc), ...moved, 0xa7, ...inTable, loadI64, 3, ...table]
}

function advance(bytes: number): number[] {
  return [...get(at), ...constantI32(bytes), 0x6a, ...put(at)]
}

function get(local: number): number[] {
  return [0x20, local]
}

function put(local: number): number[] {
  return [0x21, local]
}

function constantI32(value: number): number[] {
  return [0x41, ...signed(value)]
}

function constantI64(value: number): number[] {
  return [0x42, ...signed(value)]
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)]
}

function name(text: string): number[] {
  return sized([...Buffer.from(text)])
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content]
}

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

/** LEB128 with a sign, of what is not negative. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)]
}
