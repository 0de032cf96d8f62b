import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { listOwnedProfiles } from '../../src/profile/owned-profiles.ts'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { readSharedConfig } from '../../src/shared-config/read-shared-config.ts'
import { proofSize, proofTimeoutMs } from './proof-size.ts'
import { startScript } from './run-script.ts'
import { credentials, ScratchHome } from './scratch-home.ts'

const foreign = '# kept\r\n[a]\r\nk = v ; c\n\n\n[b]\n  s3 =\n    x = y\n# no line feed after this'

describe('many processes at once', () => {
  const processes = proofSize(40, 200)
  const writes = proofSize(5, 25)

  it(
    `(${processes}, ${writes} times each) lose no profile of one another's and no byte of anybody else's`,
    { timeout: proofTimeoutMs },
    async () => {
      const home = new ScratchHome({ credentials: foreign })
      const names = Array.from({ length: processes }, (_, n) => `guest-${n}`)
      const started = await Promise.all(
        names.map((PROFILE) =>
          startScript('write-many', { HOME: home.folder, PROFILE, COUNT: String(writes) }),
        ),
      )
      for (const { end } of started) {
        expect(await end).toMatchObject({ exitCode: 0, stderr: '' })
      }
      const { profiles } = readSharedConfig({ env: home.env })
      for (const name of names) {
        expect(Object.fromEntries(profiles.get(name)?.settings ?? [])).toMatchObject({
          aws_access_key_id: `ASIA${name}${writes}`,
          aws_secret_access_key: `secret${writes}`,
          aws_session_token: `token${writes}`,
        })
      }
      expect(listOwnedProfiles({ env: home.env })).toHaveLength(processes)
      expect(home.read().startsWith(`${foreign}\r\n`)).toBe(true)
      expect(home.names()).toEqual(['credentials'])
    },
  )

  it('within one process lose nothing either', async () => {
    const home = new ScratchHome({ credentials: foreign })
    const names = Array.from({ length: 30 }, (_, n) => `guest-${n}`)
    await Promise.all(names.map((profile) => writeProfile({ profile, credentials, env: home.env })))
    expect(
      listOwnedProfiles({ env: home.env })
        .map(({ profile }) => profile)
        .toSorted(),
    ).toEqual(names.toSorted())
    expect(home.names()).toEqual(['credentials'])
  })
})

describe('processes that contend for a lock and are killed at any moment', () => {
  const kills = proofSize(30, 300)

  it(
    `(${kills} of them) never hold it together, and the next always gets it`,
    { timeout: proofTimeoutMs },
    async () => {
      const home = new ScratchHome({ credentials: '' })
      const env = {
        TARGET: home.file,
        WITNESS: join(home.folder, 'witness'),
        STOP: join(home.folder, 'stop'),
        KILL_ONE_IN: '60',
      }
      let killed = 0
      const keepGoing = async (): Promise<void> => {
        while (killed < kills) {
          const { end } = await startScript('contend', env)
          const { signal, stdout, stderr } = await end
          expect(stdout + stderr).not.toMatch(/STOLEN|Error/)
          if (signal === 'SIGKILL') killed++
        }
      }
      await Promise.all(Array.from({ length: 8 }, keepGoing))
      expect(killed).toBeGreaterThanOrEqual(kills)

      await writeProfile({ profile: 'after', credentials, env: home.env, lockTimeoutMs: 10_000 })
      expect(home.names()).toEqual(['credentials'])
    },
  )

  it('and stay alive, all get their turn', { timeout: proofTimeoutMs }, async () => {
    const home = new ScratchHome({ credentials: '' })
    const STOP = join(home.folder, 'stop')
    const TURNS = join(home.folder, 'turns')
    const env = { TARGET: home.file, WITNESS: join(home.folder, 'witness'), STOP, TURNS }
    writeFileSync(TURNS, '')
    const started = await Promise.all(Array.from({ length: 6 }, () => startScript('contend', env)))
    const ended = new Set<object>()
    for (const one of started) void one.end.then(() => ended.add(one))
    // However long that takes on a busy machine: who never gets a turn keeps this waiting until the test is called off.
    while (ended.size === 0 && readFileSync(TURNS, 'utf8').length < started.length) await setTimeout(20)
    writeFileSync(STOP, '')
    for (const { end } of started) expect((await end).stdout).toMatch(/^taken [1-9]/)
    expect(existsSync(env.WITNESS)).toBe(false)
    expect(readFileSync(home.file, 'utf8')).toBe('')
  })
})
