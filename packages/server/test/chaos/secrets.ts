import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { World } from './world.ts'

/** Where a secret was found that should be nowhere: the database, the logs, the audit's export. */
export async function findSecrets(world: World): Promise<string[]> {
  const places: (readonly [string, string])[] = [
    ...(await dump(world.database)),
    ['PostgreSQL’s log', readFileSync(world.databaseLog, 'utf8')],
    ...world.replicas.map(
      ({ url, printed }) => [`what ${url} printed`, withoutFirstLink(printed())] as const,
    ),
  ]
  return foundIn(places, world.secrets)
}

/** Which of the secrets stands where, in whatever form. */
export function foundIn(places: readonly (readonly [string, string])[], secrets: Iterable<string>): string[] {
  const found: string[] = []
  for (const secret of secrets) {
    if (secret.length < 8) throw new Error('a secret of so few characters is found everywhere')
    for (const form of formsOf(secret)) {
      for (const [place, text] of places) {
        if (text.includes(form)) found.push(`${secret.slice(0, 12)}… is in ${place}`)
      }
    }
  }
  return found
}

/** That link is printed for whoever starts the server; it was used up. */
function withoutFirstLink(printed: string): string {
  return printed.replaceAll(/^the first admin signs in here, once: .*$/gm, '')
}

/** As it is, and as it would be after somebody's encoding. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  // In the middle of something longer, base64 begins at one of three places.
  const shifted = [1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      base64.slice(0, -2),
      bytes.toString('base64url').slice(0, -2),
      ...shifted,
      bytes.toString('hex'),
    ]),
  ].filter((form) => form.length >= 8)
}

/** Every table of every schema, pg-boss's too, each row as text; bytes as hexadecimal and as what they spell. */
export async function dump(database: World['database']): Promise<(readonly [string, string])[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
    database,
  )
  const dumped: (readonly [string, string])[] = []
  for (const { schema, name } of tables) {
    const { rows } = await sql<
      Record<string, unknown>
    >`select * from ${sql.table(`${schema}.${name}`)}`.execute(database)
    const text = rows.map((row) => Object.values(row).map(textOf).join('\n')).join('\n')
    dumped.push([`the table ${schema}.${name}`, text])
  }
  return dumped
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `${Buffer.from(value).toString('hex')}\n${Buffer.from(value).toString('latin1')}`
  }
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
