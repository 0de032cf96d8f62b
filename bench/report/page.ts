import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Results } from '../results.ts'
import type { ServerResults } from '../server/measure.ts'
import { writeReport } from './report.ts'
import { serverSection } from './server.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const report = path('docs/benchmarks.md')
const serverHeading = /^## The server$/m

/** Writes docs/benchmarks.md and every sample; the server's part, of a run of its own, stays as it is. */
export function save(results: Results): void {
  const [, server] = parts()
  saveAll('bench/results/latest.json', results, `${writeReport(results)}\n${server}`)
}

/** Writes the server's part of docs/benchmarks.md, and its samples. */
export function saveServer(results: ServerResults): void {
  const [rest] = parts()
  saveAll('bench/results/server.json', results, rest + serverSection(results))
}

/** The page as it is: what is before the server's part, and that. */
function parts(): [string, string] {
  const text = existsSync(report) ? readFileSync(report, 'utf8') : ''
  const start = text.search(serverHeading)
  return start < 0 ? [`${text}\n`, ''] : [text.slice(0, start), text.slice(start)]
}

function saveAll(name: string, results: object, text: string): void {
  mkdirSync(path('bench/results'), { recursive: true })
  const samples = path(name)
  const plain = (_: string, value: unknown): unknown => {
    if (typeof value === 'number') return Math.round(value * 1000) / 1000
    return value instanceof Map ? Object.fromEntries(value) : value
  }
  writeFileSync(samples, JSON.stringify(results, plain))
  writeFileSync(report, text)
  execFileSync(process.execPath, [path('node_modules/oxfmt/bin/oxfmt'), samples, report], {
    stdio: 'inherit',
    cwd: path('.'),
  })
}
