import { Agent, request } from 'node:http'

/** How many requests went how. */
export interface Load {
  readonly count: number
  readonly seconds: number
  readonly perSecond: number
  readonly failures: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Target {
  readonly url: URL
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body?: string
}

/** The status and the text of one answer. */
export function ask(
  agent: Agent,
  { url, method, path, token, body }: Target,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: {
          authorization: token,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

/** Connections that are kept. */
export function connections(most: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: most })
}

/** Sends every request, each at its moment in milliseconds from now; what is late is not waited for. */
export async function sendAll(
  agent: Agent,
  targets: readonly Target[],
  atMs: (index: number) => number,
): Promise<Load> {
  const began = performance.now()
  const samples = await Promise.all(
    targets.map(async (target, index) => {
      await new Promise((resolve) => setTimeout(resolve, atMs(index)))
      return timed(agent, target)
    }),
  )
  return summary(samples, (performance.now() - began) / 1000)
}

/** Sends as many as are answered in a time, on so many connections. */
export async function sendFor(
  agent: Agent,
  targets: readonly Target[],
  connectionCount: number,
  seconds: number,
): Promise<Load> {
  const began = performance.now()
  const samples: Sample[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: connectionCount }, async () => {
      while (performance.now() - began < seconds * 1000) {
        const target = targets[(next += 1) % targets.length]
        if (target !== undefined) samples.push(await timed(agent, target))
      }
    }),
  )
  return summary(samples, (performance.now() - began) / 1000)
}

interface Sample {
  readonly ms: number
  readonly ok: boolean
}

async function timed(agent: Agent, target: Target): Promise<Sample> {
  const began = performance.now()
  const status = await ask(agent, target).then(
    (answer) => answer.status,
    () => 0,
  )
  return { ms: performance.now() - began, ok: status >= 200 && status < 400 }
}

function summary(samples: readonly Sample[], seconds: number): Load {
  const sorted = samples.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return {
    count: samples.length,
    seconds,
    perSecond: samples.length / seconds,
    failures: samples.filter(({ ok }) => !ok).length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}
