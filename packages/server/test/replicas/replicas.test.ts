import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { announceReplica, disagreements } from '../../src/replicas/index.ts'
import { startServer } from '../../src/start-server.ts'
import type { ReplicaSettings } from '../../src/store/index.ts'
import { type Desk, instructor, useDesks } from '../desk.ts'
import { createCheckedApi } from '../routes/checked-api.ts'

const desks = useDesks()
const settings: ReplicaSettings = {
  publicUrl: 'https://desk.example',
  issuers: ['default', 'keyless'],
  accounts: { default: '123456789012' },
  openIdIssuer: '',
}

const announce = ({ services: { database } }: Desk, own: Partial<ReplicaSettings> = {}) =>
  announceReplica({ database, randomBytes, settings: () => ({ ...settings, ...own }) })

describe('replicas', () => {
  it.each([
    ['public addresses', { publicUrl: 'https://other.example' }, 'different public addresses'],
    ['issuers', { issuers: ['default'] }, 'different issuers: default | default, keyless'],
    ['accounts', { accounts: { default: '210987654321' } }, '123456789012 | 210987654321'],
    ['places to sign in', { openIdIssuer: 'https://id.example' }, 'https://id.example | none'],
  ])('that have different %s are told, in health too', async (_what, own, problem) => {
    const desk = await desks.make()
    const api = await createCheckedApi(desk)
    await announce(desk)
    expect(await disagreements(desk.services.database)).toEqual([])
    const other = await announce(desk, own)
    const { body } = await api.ask('GET', '/v1/health', { as: instructor })
    expect(body).toMatchObject({
      status: 'attention',
      replicas: [{ problem: expect.stringContaining(problem) }],
    })
    await other.leave()
    expect((await api.ask('GET', '/v1/health', { as: instructor })).body).toMatchObject({
      status: 'ok',
      replicas: [],
    })
  })

  it('that have the same in another order, or have not asked for their account yet, agree', async () => {
    const desk = await desks.make()
    await announce(desk)
    await announce(desk, { issuers: ['keyless', 'default'], accounts: {} })
    expect(await disagreements(desk.services.database)).toEqual([])
  })

  it('that were killed are forgotten', async () => {
    const desk = await desks.make()
    const { database } = desk.services
    await announce(desk, { publicUrl: 'https://old.example' })
    await sql`update replica set seen_at = now() - interval '101 seconds'`.execute(database)
    await announce(desk)
    expect(await disagreements(database)).toEqual([])
    expect(await database.selectFrom('replica').select('id').execute()).toHaveLength(1)
  })

  it('say so as one starts with another address, and one that is stopped says nothing any more', async () => {
    const desk = await desks.make()
    const rows = await sql<{ name: string }>`select current_database() as name`.execute(
      desk.services.database,
    )
    const { socketFolder: host, user } = desks.cluster().address
    const databaseUrl = `postgres://${user}@localhost/${rows.rows[0]?.name}?host=${encodeURIComponent(host ?? '')}`
    const log: string[] = []
    const start = (publicUrl: string) =>
      startServer({
        version: '0.0.0',
        databaseUrl,
        sealKey: Buffer.alloc(32, 7).toString('base64'),
        port: 0,
        publicUrl,
        issuers: { default: { env: {} } },
        revoker: { env: {} },
        log: (line) => log.push(line),
      })
    const first = await start('https://one.example')
    const second = await start('https://two.example')
    const said = (): string[] => log.filter((line) => line.includes('different public addresses'))
    expect(said()).toHaveLength(1)
    expect(said()[0]).toContain('https://one.example | https://two.example')
    await first.close()
    expect(await disagreements(second.services.database)).toEqual([])
    await second.close()
    const third = await start('https://three.example')
    expect(said()).toHaveLength(1)
    await third.close()
  })
})
