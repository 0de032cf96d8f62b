/**
 * `npm run bench:keeping`: what it costs to keep everything in a directory, as a ratio to memory in the same run, and how
 * long a snapshot takes. Requests are handed over in the process, so that no network is measured.
 */
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createLocalAws, type LocalAws } from '@hallpass/local-aws'

const rounds = 20
const perRound = 300
const body = Buffer.alloc(1024, 'x')

/** The target of a presigned request, good for an hour and for any body. */
async function presigned({ admin }: LocalAws, method: string, path: string): Promise<string> {
  const signer = new SignatureV4({
    credentials: admin,
    region: 'us-east-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  })
  const request = {
    method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    headers: { host: 'localhost', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  }
  const { query = {} } = await signer.presign(request, { expiresIn: 3600 })
  const shown = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) shown.append(name, String(value))
  return `${path}?${shown.toString()}`
}

/** Microseconds of this process's time on the processors: what else runs on the machine does not count. */
function processorTime(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return user + system
}

/** Microseconds for each of so many requests. */
async function timed(aws: LocalAws, method: string, targets: readonly string[]): Promise<number> {
  const rawHeaders = [
    'Host',
    'localhost',
    ...(method === 'PUT' ? ['Content-Length', String(body.length)] : []),
  ]
  const began = process.cpuUsage()
  for (const target of targets) {
    const answer = await aws.handle({
      method,
      target,
      rawHeaders,
      body: method === 'PUT' ? body : Buffer.of(),
    })
    if (answer.status !== 200) throw new Error(`${method} ${target}: ${answer.status} ${String(answer.body)}`)
  }
  return processorTime(began) / targets.length
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}

const folder = mkdtempSync(join(tmpdir(), 'keeping-'))
const seed = {
  users: { anna: {}, ben: {} },
  buckets: { lab: { objects: { one: 'first', two: 'second' } } },
}
const memory = createLocalAws({ seed })
const kept = createLocalAws({ seed, data: join(folder, 'data') })

const times = new Map<string, number[]>()
const note = (name: string, value: number): void => void times.set(name, [...(times.get(name) ?? []), value])
const snapshot = memory.save()
for (let round = 0; round < 50; round += 1) {
  const began = performance.now()
  memory.save()
  const saved = performance.now()
  memory.load(snapshot)
  note('save', saved - began)
  note('load', performance.now() - saved)
}
for (let round = 0; round < rounds; round += 1) {
  for (const [name, aws] of [
    ['memory', memory],
    ['data', kept],
  ] as const) {
    for (const method of ['PUT', 'GET'] as const) {
      const targets = await Promise.all(
        Array.from({ length: perRound }, (_, index) => presigned(aws, method, `/lab/${round}-${index}`)),
      )
      const value = await timed(aws, method, targets)
      // The first rounds are for the compiler.
      if (round >= 4) note(`${method} ${name}`, value)
    }
  }
}
memory.close()
kept.close()
const began = process.cpuUsage()
const again = createLocalAws({ data: join(folder, 'data') })
const startMs = processorTime(began) / 1000
again.close()
rmSync(folder, { recursive: true })

const of = (name: string): number => median(times.get(name) ?? [])
console.log(`save of a small world: ${of('save').toFixed(2)} ms, load: ${of('load').toFixed(2)} ms`)
for (const method of ['PUT', 'GET']) {
  const [inMemory, inData] = [of(`${method} memory`), of(`${method} data`)]
  console.log(
    `${method} of 1 KiB: ${inMemory.toFixed(0)} µs in memory, ${inData.toFixed(0)} µs with a data directory: ${(inData / inMemory).toFixed(2)} times`,
  )
}
console.log(`start with ${rounds * perRound} objects: ${startMs.toFixed(0)} ms`)
