import { PutObjectCommand, CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

import { createRandom } from '../../../server/test/chaos/random.ts'
import { requireTool } from '../tools.ts'
import { killUnderCommandLine } from './by-command-line.ts'
import { startKept } from './process.ts'
import { killAgainAndAgain } from './run.ts'
import { clientsOf } from './workers.ts'

const seed = 7

it(`the local AWS loses nothing that was acknowledged when it is killed under load, and doubles nothing, seed ${seed}`, async () => {
  const random = createRandom(seed)
  const { problems, acknowledged } = await killAgainAndAgain({
    kills: 5,
    random: () => random.next(),
    log: () => {},
  })
  expect(problems).toEqual([])
  // A run in which nothing happened would prove nothing.
  expect(acknowledged).toBeGreaterThan(5)
}, 300_000)

const hasAws = requireTool('kills under the AWS CLI', 'aws')

it.runIf(hasAws)(
  `nor what the AWS CLI ended well with, seed ${seed}`,
  async () => {
    const random = createRandom(seed)
    const kills = { kills: 2, random: () => random.next(), log: () => {} }
    const { problems, acknowledged } = await killUnderCommandLine(kills)
    expect(problems).toEqual([])
    // What was done before the first kill.
    expect(acknowledged).toBeGreaterThan(2)
  },
  300_000,
)

it('says that there is no room, acknowledges nothing then, and starts again with what it did', async () => {
  const data = mkdtempSync(join(tmpdir(), 'local-aws-full-'))
  // No file may have more than 200 KiB: the journal is full after some of the objects.
  const limited = await startKept(data, ['bash', '-c', 'ulimit -f 200; exec "$@"', 'bash'])
  const clients = clientsOf(limited)
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'lab' }))
  const done: string[] = []
  let refused: unknown
  for (let index = 0; index < 40; index += 1) {
    const Key = `object ${index}`
    try {
      await clients.s3.send(new PutObjectCommand({ Bucket: 'lab', Key, Body: `${index} `.repeat(3000) }))
      done.push(Key)
    } catch (error) {
      refused = error
    }
  }
  expect(refused).toMatchObject({ name: 'InsufficientStorage', $metadata: { httpStatusCode: 507 } })
  expect(done.length).toBeGreaterThan(3)
  expect(done.length).toBeLessThan(40)
  clients.destroy()
  await limited.kill()

  const again = await startKept(data)
  const { s3, destroy } = clientsOf(again)
  for (const Key of done) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'lab', Key }))
    expect(await Body?.transformToString()).toBe(`${Key.slice(7)} `.repeat(3000))
  }
  destroy()
  expect(await again.stop()).toBe(0)
  rmSync(data, { recursive: true })
}, 120_000)
