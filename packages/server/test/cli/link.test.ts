import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/index.ts'
import { redeem, sessionActor, startSession } from '../../src/signin/index.ts'
import { addStaff, disableStaff, listStaff } from '../../src/staff/index.ts'
import { type Cluster, openDatabase, startCluster } from '../../src/store/index.ts'
import { admin, createTestClock, temporaryFolder } from '../desk.ts'
import { createMinimalPorts } from '../minimal-ports.ts'

const folder = join(temporaryFolder(), 'data')

async function command(...args: string[]) {
  let stdout = ''
  let stderr = ''
  const code = await runCommand(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    env: {},
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

/** Services on the same data, as the server beside has them. */
async function beside<T>(cluster: Cluster, work: (services: Services) => Promise<T>): Promise<T> {
  const open = openDatabase(cluster.address)
  try {
    return await work({
      database: open.database,
      randomBytes,
      ...createMinimalPorts(createTestClock()),
      now: () => new Date(),
    })
  } finally {
    await open.close()
  }
}
type Services = Parameters<typeof redeem>[0]

const link = /^https:\/\/desk\.example\/link#(hp_link_[\w-]{43})\n$/
const flags = ['--data', folder, '--url', 'https://desk.example']

describe('hallpass-server link', () => {
  it.each([[['lnk']], [['link', 'more']], [['--for', 'ann']], [['link', '--for', 'a', '--new-admin', 'b']]])(
    'does not guess what %j means',
    async (args) => {
      expect(await command(...args, ...flags)).toMatchObject({ code: 2, stdout: '' })
    },
  )

  it('makes nothing where no server was', async () => {
    expect(await command('link', ...flags)).toMatchObject({ code: 6, stdout: '' })
    expect(existsSync(folder)).toBe(false)
  })

  describe('beside a server', () => {
    let cluster: Cluster
    beforeAll(async () => {
      cluster = await startCluster({ folder })
    })
    afterAll(() => cluster.close())

    it('lets the first admin in, then the only one, and each as themselves', async () => {
      const first = await command('link', ...flags)
      const id = await signIn(link.exec(first.stdout)?.[1] ?? '')
      const second = await command('link', ...flags)
      const [, secret = ''] = link.exec(second.stdout) ?? []
      expect(await signIn(secret)).toBe(id)
      expect(second.stderr).toContain('Admin signs in here, once')
      expect(second.stderr).not.toContain('hp_link_')
      const entries = await beside(cluster, ({ database }) =>
        database.selectFrom('audit').select('actor').where('action', '=', 'staff.link-made').execute(),
      )
      expect(entries).toContainEqual({ actor: 'system:command' })
    })

    it('asks who is meant where there are several, and takes an id, an address or a name', async () => {
      const ann = await beside(cluster, (services) =>
        addStaff(services, admin, { name: 'Ann Admin', role: 'admin', email: 'ann@example.com' }),
      )
      const unclear = await command('link', ...flags)
      expect(unclear).toMatchObject({ code: 2, stdout: '' })
      expect(unclear.stderr).toContain(`--for ${ann.id}  Ann Admin, ann@example.com, admin`)
      expect(await command('link', '--for', 'nobody', ...flags)).toMatchObject({ code: 4, stdout: '' })
      for (const who of [ann.id, 'ANN@example.com', 'ann admin']) {
        const { stdout } = await command('link', '--for', who, ...flags)
        const [, secret = ''] = link.exec(stdout) ?? []
        expect(await signIn(secret)).toBe(ann.id)
      }
    })

    it('has no link for somebody who is disabled, and a new admin for whoever asks', async () => {
      const gone = await beside(cluster, async (services) => {
        const { id } = await addStaff(services, admin, { name: 'Gone', role: 'admin' })
        return disableStaff(services, admin, { staffId: id })
      })
      expect(await command('link', '--for', gone.id, ...flags)).toMatchObject({ code: 4, stdout: '' })
      const { stdout } = await command('link', '--new-admin', 'Rescue', ...flags)
      const [, secret = ''] = link.exec(stdout) ?? []
      const id = await signIn(secret)
      const staff = await beside(cluster, (services) => listStaff(services, admin, { limit: 100 }))
      expect(staff.find((row) => row.id === id)).toMatchObject({ name: 'Rescue', role: 'admin' })
    })

    async function signIn(secret: string): Promise<string> {
      return beside(cluster, async (services) => {
        const session = await startSession(services, await redeem(services, secret), undefined)
        const actor = await sessionActor(services, session.secret)
        return actor?.id ?? 'nobody'
      })
    }
  })

  it('works while the server is stopped, and leaves nothing running', async () => {
    const { code, stdout } = await command('link', '--new-admin', 'Night', ...flags)
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(link) })
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false)
  })
})
