import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Results } from '../results.ts'
import type { ServerResults } from '../server/measure.ts'
import type { ExecutableResults } from '../executable/measure.ts'
import type { WebResults } from '../web/measure.ts'
import type { S3Results } from '../s3/measure.ts'
import { executableSection } from './executable.ts'
import { writeReport } from './report.ts'
import { s3Section } from './s3.ts'
import { serverSection } from './server.ts'
import { webSection } from './web.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const report = path('docs/benchmarks.md')

/** What runs of their own write, in the order of the page: each begins with its heading. */
const own = ['## Objects', '## The executable', '## The server', '## The pages'] as const
type Own = (typeof own)[number]

/** Writes docs/benchmarks.md and every sample; the parts that runs of their own write stay as they are. */
export function save(results: Results): void {
  saveAll('bench/results/latest.json', results, [
    writeReport(results),
    ...own.map((one) => parts().get(one) ?? ''),
  ])
}

/** The samples of contestants, by their names: what JSON has as objects. */
const named: ReadonlySet<string> = new Set(
  'oneShot oneShotWithoutLink daily profiles sessions samples export calls ready one eight memory'.split(' '),
)

/** What the last whole run measured. */
export function lastResults(): Results {
  const results: Results = JSON.parse(
    readFileSync(path('bench/results/latest.json'), 'utf8'),
    (name, value: unknown) => {
      const isSamples = named.has(name) && typeof value === 'object' && value !== null
      // The sizes of runs have the same names, and numbers for them.
      return isSamples && Object.values(value).every((one) => typeof one === 'object')
        ? new Map(Object.entries(value))
        : value
    },
  )
  return results
}

/** Writes the server's part of docs/benchmarks.md, and its samples. */
export function saveServer(results: ServerResults): void {
  savePart('bench/results/server.json', results, '## The server', serverSection(results))
}

/** Writes the executable's part of docs/benchmarks.md, and its samples. */
export function saveExecutable(results: ExecutableResults): void {
  savePart('bench/results/executable.json', results, '## The executable', executableSection(results))
}

/** Writes the pages' part of docs/benchmarks.md, and its samples. */
export function saveWeb(results: WebResults): void {
  savePart('bench/results/web.json', results, '## The pages', webSection(results))
}

/** Writes the objects' part of docs/benchmarks.md, and its samples. */
export function saveS3(results: S3Results): void {
  savePart('bench/results/s3.json', results, '## Objects', s3Section(results))
}

function savePart(name: string, results: object, heading: Own, text: string): void {
  const now = parts()
  saveAll(name, results, [
    now.get('') ?? '',
    ...own.map((one) => (one === heading ? text : (now.get(one) ?? ''))),
  ])
}

/** The page as it is, by the headings of the parts; what comes before them is under no name. */
function parts(): ReadonlyMap<string, string> {
  const text = existsSync(report) ? readFileSync(report, 'utf8') : ''
  const found = new Map<string, string>()
  for (const part of text.split(/^(?=## (?:Objects|The (?:executable|server|pages))$)/m)) {
    found.set(own.find((heading) => part.startsWith(`${heading}\n`)) ?? '', part)
  }
  return found
}

function saveAll(name: string, results: object, texts: readonly string[]): void {
  mkdirSync(path('bench/results'), { recursive: true })
  const samples = path(name)
  const plain = (_: string, value: unknown): unknown => {
    if (typeof value === 'number') return Math.round(value * 1000) / 1000
    return value instanceof Map ? Object.fromEntries(value) : value
  }
  writeFileSync(samples, JSON.stringify(results, plain))
  const text = texts.map((part) => part.trim()).filter((part) => part !== '')
  writeFileSync(report, `${text.join('\n\n')}\n`)
  execFileSync(process.execPath, [path('node_modules/oxfmt/bin/oxfmt'), samples, report], {
    stdio: 'inherit',
    cwd: path('.'),
  })
}
