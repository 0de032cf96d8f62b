import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Background } from '../background.ts'
import { describeMachine, type Machine } from '../machine.ts'
import { peakResidentBytes, residentBytes } from '../process-memory.ts'
import { commandAt } from '../runtimes.ts'
import { type Store, stores } from './stores.ts'

/** How much is measured. */
export interface S3Sizes {
  readonly starts: number
  /** Objects of 1 KB, by each number of callers. */
  readonly smallObjects: number
  readonly largeBytes: number
  readonly largeRounds: number
  readonly syncedFiles: number
}

/** What one server did; what it could not do is missing. */
export interface StoreSample {
  readonly name: string
  readonly readyMs: readonly number[]
  readonly restBytes: number
  /** Calls a second, by how many callers there are at once. */
  readonly puts: Readonly<Record<string, number>>
  readonly gets: Readonly<Record<string, number>>
  readonly largePutSeconds: readonly number[]
  readonly largeGetSeconds: readonly number[]
  /** The most that it held in memory, large objects included. */
  readonly peakBytes: number
  readonly syncUpSeconds: number | undefined
  readonly syncDownSeconds: number | undefined
}

export interface S3Results {
  readonly measuredOn: string
  readonly machine: Machine
  readonly sizes: S3Sizes
  readonly cli: string | undefined
  readonly stores: readonly StoreSample[]
}

const Bucket = 'bench-of-objects'
const callersAtOnce = [1, 8] as const
const run = promisify(execFile)

/** Measures all of it, one server after the other; `tell` is told what is being done. */
export async function measureS3(sizes: S3Sizes, tell: (line: string) => void): Promise<S3Results> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-s3-'))
  try {
    const files = join(folder, 'files')
    mkdirSync(files)
    for (let file = 0; file < sizes.syncedFiles; file += 1) {
      writeFileSync(join(files, `file-${file}.txt`), Buffer.alloc(1000, `${file} `))
    }
    const aws = commandAt('aws', '--version')
    if (aws === undefined) tell('the AWS CLI is not installed: no sync')
    const samples: StoreSample[] = []
    for (const store of stores(folder, tell)) {
      tell(store.name)
      samples.push(await measureStore(store, sizes, { files, back: join(folder, 'back'), aws }))
    }
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      sizes,
      cli: aws === undefined ? undefined : (await run(aws, ['--version'])).stdout.split(' ', 1)[0],
      stores: samples,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

interface Syncing {
  readonly files: string
  readonly back: string
  readonly aws: string | undefined
}

async function measureStore(store: Store, sizes: S3Sizes, syncing: Syncing): Promise<StoreSample> {
  const readyMs: number[] = []
  for (let start = 1; start < sizes.starts; start += 1) {
    const running = await store.start()
    readyMs.push(running.readyMs)
    await running.stop()
  }
  const running = await store.start()
  try {
    readyMs.push(running.readyMs)
    const restBytes = residentBytes(running.pid)
    const s3 = new S3Client({
      endpoint: running.url.href,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: store.keys(running),
      // Not every server takes the checksums that SDKs send by themselves today.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
    await s3.send(new CreateBucketCommand({ Bucket }))
    const small = Buffer.alloc(1000, 'x')
    const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    const get = async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return (await Body?.transformToByteArray())?.length
    }
    const puts: Record<string, number> = {}
    const gets: Record<string, number> = {}
    for (const callers of callersAtOnce) {
      const key = (call: number): string => `small/${callers}/${call}`
      puts[callers] = await rate(sizes.smallObjects, callers, (call) => put(key(call), small))
      gets[callers] = await rate(sizes.smallObjects, callers, (call) => get(key(call)))
    }
    const large = Buffer.alloc(sizes.largeBytes, 'large ')
    const largePutSeconds: number[] = []
    const largeGetSeconds: number[] = []
    for (let round = 0; round < sizes.largeRounds; round += 1) {
      largePutSeconds.push(await seconds(() => put('large', large)))
      largeGetSeconds.push(
        await seconds(async () => {
          const length = await get('large')
          if (length !== large.length) throw new Error(`${store.name} gave ${length} bytes back`)
        }),
      )
    }
    s3.destroy()
    return {
      name: store.name,
      readyMs,
      restBytes,
      puts,
      gets,
      largePutSeconds,
      largeGetSeconds,
      peakBytes: peakResidentBytes(running.pid),
      ...(await sync(store, running, syncing)),
    }
  } finally {
    await running.stop()
  }
}

async function sync(store: Store, running: Background, { files, back, aws }: Syncing) {
  if (aws === undefined) return { syncUpSeconds: undefined, syncDownSeconds: undefined }
  const { accessKeyId, secretAccessKey } = store.keys(running)
  const env = {
    PATH: process.env['PATH'],
    HOME: back,
    AWS_ENDPOINT_URL: running.url.href,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
  }
  const call = (from: string, to: string) => run(aws, ['s3', 'sync', '--quiet', from, to], { env })
  rmSync(back, { recursive: true, force: true })
  const up = await attempt(() => call(files, `s3://${Bucket}/sync/`))
  const down = up === undefined ? undefined : await attempt(() => call(`s3://${Bucket}/sync/`, join(back, 'files'))) // prettier-ignore
  return { syncUpSeconds: up, syncDownSeconds: down }
}

/** How long it took; `undefined` for a tool that was refused. */
async function attempt(work: () => Promise<unknown>): Promise<number | undefined> {
  try {
    return await seconds(work)
  } catch {
    return undefined
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** Calls a second, by so many callers who each wait for their answer. */
async function rate(
  calls: number,
  callers: number,
  call: (number: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < calls) await call(next++)
  }
  const took = await seconds(() => Promise.all(Array.from({ length: callers }, caller)))
  return calls / took
}
