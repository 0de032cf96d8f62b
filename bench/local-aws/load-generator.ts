/** Makes AssumeRole load, in a process of its own: one job a line on stdin, one result a line on stdout. */
import { createInterface } from 'node:readline'
import { openConnection, type Connection } from '../connection.ts'
import { createSign, type SigningKeys } from '../sign.ts'

export interface LoadJob {
  readonly url: string
  readonly keys: SigningKeys
  readonly roleArn: string
  /** Kept alive, each with one request at a time. */
  readonly connections: number
  /** Calls at most. */
  readonly calls: number
  /** Seconds at most. */
  readonly seconds: number
}

export interface LoadResult {
  /** Answered with a session. */
  readonly answered: number
  readonly seconds: number
}

let sessions = 0

async function run(job: LoadJob): Promise<LoadResult> {
  const url = new URL(job.url)
  const sign = createSign(url.host, 'sts', job.keys)
  const start = `Action=AssumeRole&Version=2011-06-15&RoleArn=${encodeURIComponent(job.roleArn)}&RoleSessionName=`
  const all = await Promise.all(Array.from({ length: job.connections }, () => openConnection(url)))
  const began = performance.now()
  const until = began + job.seconds * 1000
  let left = job.calls
  let answered = 0
  const work = async (connection: Connection): Promise<void> => {
    while (left > 0) {
      const now = new Date()
      if (performance.now() > until) return
      left -= 1
      sessions += 1
      const body = `${start}visitor-${sessions}`
      const answer = await connection.post(sign(body, now), body)
      if (answer.status !== 200) throw new Error(`${url.host} answered ${answer.status}: ${answer.body}`)
      answered += 1
    }
  }
  await Promise.all(all.map((connection) => work(connection)))
  const seconds = (performance.now() - began) / 1000
  for (const connection of all) connection.close()
  return { answered, seconds }
}

for await (const line of createInterface({ input: process.stdin })) {
  const job: LoadJob = JSON.parse(line)
  console.log(JSON.stringify(await run(job)))
}
