import { sql } from 'kysely'
import type { Database } from '../store/index.ts'

/** Counts what this replica answered. */
export interface RequestCounts {
  readonly add: (endpoint: string, status: number, milliseconds: number) => void
  readonly lines: () => string[]
}

const bucketsMs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000]

interface Count {
  total: number
  sumMs: number
  readonly buckets: number[]
}

export function createRequestCounts(): RequestCounts {
  const counts = new Map<string, Count>()
  return {
    add: (endpoint, status, milliseconds) => {
      const labels = `endpoint="${endpoint}",status="${status}"`
      const count = counts.get(labels) ?? { total: 0, sumMs: 0, buckets: bucketsMs.map(() => 0) }
      counts.set(labels, count)
      count.total += 1
      count.sumMs += milliseconds
      for (const [index, bound] of bucketsMs.entries()) {
        if (milliseconds <= bound) count.buckets[index] = (count.buckets[index] ?? 0) + 1
      }
    },
    lines: () => [
      '# HELP hallpass_request_seconds How long this replica took to answer.',
      '# TYPE hallpass_request_seconds histogram',
      ...[...counts].flatMap(([labels, { total, sumMs, buckets }]) => [
        ...bucketsMs.map(
          (bound, index) =>
            `hallpass_request_seconds_bucket{${labels},le="${bound / 1000}"} ${buckets[index]}`,
        ),
        `hallpass_request_seconds_bucket{${labels},le="+Inf"} ${total}`,
        `hallpass_request_seconds_sum{${labels}} ${sumMs / 1000}`,
        `hallpass_request_seconds_count{${labels}} ${total}`,
      ]),
    ],
  }
}

const gauges = [
  [
    'hallpass_leases',
    'Leases by state, as the database has it.',
    'select state as label, count(*) as value from lease group by state',
  ],
  [
    'hallpass_workshops',
    'Workshops by state.',
    'select state as label, count(*) as value from workshop group by state',
  ],
  [
    'hallpass_denials',
    'Denials by state: `wanted` is what AWS has not been told yet.',
    'select state as label, count(*) as value from denial group by state',
  ],
] as const

const singles = [
  [
    'hallpass_webhooks_waiting',
    'Webhooks that were not delivered yet.',
    'select count(*) as value from webhook_delivery where delivered_at is null and given_up_at is null',
  ],
  ['hallpass_audit_rows', 'Rows of the audit.', 'select coalesce(max(seq), 0) as value from audit'],
] as const

/** Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function metricsText(database: Database, counts: RequestCounts): Promise<string> {
  const lines: string[] = []
  for (const [name, help, query] of gauges) {
    const { rows } = await sql.raw<{ label: string; value: number }>(query).execute(database)
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`)
    lines.push(...rows.map(({ label, value }) => `${name}{state="${label}"} ${value}`))
  }
  for (const [name, help, query] of singles) {
    const { rows } = await sql.raw<{ value: number }>(query).execute(database)
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${rows[0]?.value ?? 0}`)
  }
  const memory = process.memoryUsage.rss()
  lines.push('# HELP hallpass_memory_bytes Memory of this replica.', '# TYPE hallpass_memory_bytes gauge')
  lines.push(`hallpass_memory_bytes ${memory}`, ...counts.lines())
  return `${lines.join('\n')}\n`
}
