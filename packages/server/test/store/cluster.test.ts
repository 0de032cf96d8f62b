import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { readPostmaster } from '../../src/store/embedded/postmaster.ts'
import { closedFolder } from '../../src/store/embedded/run-as.ts'
import { type Cluster, openDatabase, startCluster } from '../../src/store/index.ts'
import { temporaryFolder } from '../desk.ts'

const holder = fileURLToPath(new URL('hold-cluster.ts', import.meta.url))
const asRoot = process.getuid?.() === 0

/** A server's process that holds a cluster until it is killed. */
async function holdCluster(folder: string): Promise<{ kill(): Promise<void> }> {
  const child = spawn(process.execPath, [holder, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the holder ended')))
    child.stdout.once('data', resolve)
  })
  return {
    kill: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit')
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

async function query<T>(
  cluster: Cluster,
  work: (database: ReturnType<typeof openDatabase>['database']) => Promise<T>,
) {
  const open = openDatabase(cluster.address)
  try {
    return await work(open.database)
  } finally {
    await open.close()
  }
}

const writeRow = (cluster: Cluster, row: string): Promise<unknown> =>
  query(cluster, async (database) => {
    await sql`create table if not exists kept (row text)`.execute(database)
    await sql`insert into kept values (${row})`.execute(database)
  })

const rowsOf = (cluster: Cluster): Promise<string[]> =>
  query(cluster, async (database) => {
    const { rows } = await sql<{ row: string }>`select row from kept`.execute(database)
    return rows.map(({ row }) => row)
  })

describe('the embedded PostgreSQL', () => {
  it('refuses a folder that another server is using, and leaves that one alone', async () => {
    const folder = temporaryFolder()
    const first = await startCluster({ folder })
    try {
      await expect(startCluster({ folder })).rejects.toMatchObject({ code: 'DataFolderInUse' })
      await writeRow(first, 'after the refusal')
      expect(await rowsOf(first)).toEqual(['after the refusal'])
    } finally {
      await first.close()
    }
  })

  it('keeps what was written when it is stopped and started again', async () => {
    const folder = temporaryFolder()
    const first = await startCluster({ folder })
    await writeRow(first, 'one')
    await first.close()
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false)
    const second = await startCluster({ folder })
    expect(await rowsOf(second)).toEqual(['one'])
    await second.close()
  })

  it('takes over what a killed server left running, and stops it', async () => {
    const folder = temporaryFolder()
    const held = await holdCluster(folder)
    await held.kill()
    const next = await startCluster({ folder })
    await writeRow(next, 'after the kill')
    expect(await rowsOf(next)).toEqual(['after the kill'])
    await next.close()
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false)
  })

  it('comes back by itself when PostgreSQL is killed, with everything that was acknowledged', async () => {
    const folder = temporaryFolder()
    let restarted: () => void = () => {}
    const back = new Promise<void>((resolve) => {
      restarted = resolve
    })
    const cluster = await startCluster({ folder, onRestart: () => restarted() })
    await writeRow(cluster, 'before')
    const killed = cluster.pid()
    process.kill(killed, 'SIGKILL')
    await back
    expect(cluster.pid()).not.toBe(killed)
    await writeRow(cluster, 'after')
    expect(await rowsOf(cluster)).toEqual(['before', 'after'])
    await cluster.close()
  })

  it('comes back also when it is killed again while it starts', async () => {
    const folder = temporaryFolder()
    const cluster = await startCluster({ folder })
    await writeRow(cluster, 'before')
    const killed = new Set<number>()
    await vi.waitUntil(
      () => {
        const { pid = 0 } = readPostmaster(join(folder, 'data')) ?? {}
        if (pid === 0 || killed.has(pid)) return false
        process.kill(pid, 'SIGKILL')
        return killed.add(pid).size === 4
      },
      { timeout: 60_000, interval: 1 },
    )
    await vi.waitUntil(
      () =>
        writeRow(cluster, 'after').then(
          () => true,
          () => false,
        ),
      { timeout: 60_000, interval: 50 },
    )
    expect(await rowsOf(cluster)).toEqual(['before', 'after'])
    await cluster.close()
    expect(readPostmaster(join(folder, 'data'))).toBeUndefined()
  }, 150_000)

  it('clears away data that was being made when the server was killed', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'unfinished-1', 'base'), { recursive: true })
    const cluster = await startCluster({ folder })
    expect(existsSync(join(folder, 'unfinished-1'))).toBe(false)
    await cluster.close()
  })

  it('is not misled by a record whose number is somebody else’s process now', async () => {
    const folder = temporaryFolder()
    await (await startCluster({ folder })).close()
    const record = [process.pid, join(folder, 'data'), 1, 5432, join(folder, 'run'), '', '', 'ready   ']
    writeFileSync(join(folder, 'data', 'postmaster.pid'), `${record.join('\n')}\n`)
    const cluster = await startCluster({ folder })
    await writeRow(cluster, 'alive')
    expect(await rowsOf(cluster)).toEqual(['alive'])
    await cluster.close()
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const folder = join(temporaryFolder(), 'a-long-name-'.repeat(10))
    const cluster = await startCluster({ folder })
    await writeRow(cluster, 'far down')
    await cluster.close()
    expect(existsSync(cluster.address.socketFolder ?? '')).toBe(false)
  })

  it('listens on no port and lets nobody else at its socket', async () => {
    const folder = temporaryFolder()
    const cluster = await startCluster({ folder })
    const { rows } = await query(cluster, (database) =>
      sql<{ listen_addresses: string }>`show listen_addresses`.execute(database),
    )
    expect(rows).toEqual([{ listen_addresses: '' }])
    expect(statSync(cluster.address.socketFolder ?? '').mode & 0o077).toBe(0)
    await cluster.close()
  })
})

describe.runIf(asRoot)('started by root', () => {
  it('refuses a folder that PostgreSQL may not enter, and names it', async () => {
    const closed = join(temporaryFolder(), 'closed')
    mkdirSync(closed, { mode: 0o700 })
    await expect(startCluster({ folder: join(closed, 'data') })).rejects.toMatchObject({
      code: 'DataFolderUnusable',
      facts: { file: closed },
    })
  })

  it('runs PostgreSQL as somebody else', async () => {
    const cluster = await startCluster({ folder: temporaryFolder() })
    expect(statSync(`/proc/${cluster.pid()}`).uid).toBe(65_534)
    await cluster.close()
  })

  it('sees which folder on the way is closed', () => {
    const folder = temporaryFolder()
    const inner = join(folder, 'inner')
    mkdirSync(inner, { mode: 0o700 })
    chmodSync(folder, 0o755)
    expect(closedFolder(inner, { uid: 65_534 })).toBe(inner)
    chmodSync(inner, 0o755)
    expect(closedFolder(inner, { uid: 65_534 })).toBeUndefined()
    expect(closedFolder(homedir(), {})).toBeUndefined()
  })

  it('is usable for a user who is not root too', () => {
    const script = `import('${holder}').then((m) => m.startAndStop(process.argv[1]))`
    const folder = temporaryFolder()
    spawnSync('chown', ['65534:65534', folder])
    const { status, stderr } = spawnSync(process.execPath, ['-e', script, join(folder, 'own')], {
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})
