import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { readSharedConfig } from '../../src/shared-config/read-shared-config.ts'
import { proofSize, proofTimeoutMs } from './proof-size.ts'
import { runScript, startScript } from './run-script.ts'
import { credentials, ScratchHome } from './scratch-home.ts'

const foreign = '# kept\n[a]\nk = v\n'
const guest = 'guest'

/** The generation of the guest's keys in a file, 0 where there are none; all three must be of the same. */
function generationIn(home: ScratchHome): number {
  const settings = readSharedConfig({ env: home.env }).profiles.get(guest)?.settings
  if (settings === undefined) return 0
  const generation = Number(settings.get('aws_secret_access_key')?.slice('secret'.length))
  expect(Object.fromEntries(settings)).toMatchObject({
    aws_access_key_id: `ASIA${guest}${generation}`,
    aws_session_token: `token${generation}`,
    x_hallpass_owner: 'hallpass',
  })
  return generation
}

/** What the file must be, to the byte, with the guest's keys of a generation. */
function fileWith(generation: number): string {
  if (generation === 0) return foreign
  return `${foreign}
[${guest}]
aws_access_key_id = ASIA${guest}${generation}
aws_secret_access_key = secret${generation}
aws_session_token = token${generation}
x_hallpass_owner = hallpass
x_hallpass_expires_at = 2033-05-18T03:33:20Z
`
}

async function nextWriteSucceeds(home: ScratchHome): Promise<void> {
  await writeProfile({ profile: 'next', credentials, env: home.env, lockTimeoutMs: 10_000 })
  const { profiles } = readSharedConfig({ env: home.env })
  expect(profiles.get('next')?.settings.get('aws_access_key_id')).toBe(credentials.accessKeyId)
  expect(home.names()).toEqual(['credentials'])
}

describe('a process that is killed while it writes', () => {
  it(
    'at any call of the file system leaves the old file or the new one, and the next write succeeds',
    { timeout: proofTimeoutMs },
    async () => {
      const probe = new ScratchHome({ credentials: foreign })
      const whole = await runScript('write-many', { HOME: probe.folder, PROFILE: guest })
      const calls = Number(/calls (\d+)/.exec(whole.stdout)?.[1])
      expect(calls).toBeGreaterThan(10)
      expect(probe.read()).toBe(fileWith(1))

      const rounds = proofSize(1, 12)
      const outcomes = { old: 0, new: 0 }
      for (let round = 0; round < rounds; round++) {
        for (let at = 0; at < calls; at++) {
          for (const when of ['before', 'half']) {
            const home = new ScratchHome({ credentials: fileWith(round) })
            const env = {
              HOME: home.folder,
              PROFILE: guest,
              FROM: '99',
              KILL_AT: String(at),
              KILL_WHEN: when,
            }
            expect(await runScript('write-many', env)).toMatchObject({ signal: 'SIGKILL', stderr: '' })
            // A second one is killed on the way through what the first has left.
            if (round > 0)
              await runScript('write-many', { ...env, KILL_AT: String((at * 7 + round * 5) % calls) })
            const generation = generationIn(home)
            expect([round, 99]).toContain(generation)
            expect(home.read()).toBe(fileWith(generation))
            outcomes[generation === 99 ? 'new' : 'old']++
            await nextWriteSucceeds(home)
          }
        }
      }
      expect(outcomes.old).toBeGreaterThan(calls / 2)
      expect(outcomes.new).toBeGreaterThan(2)
    },
  )

  const kills = proofSize(20, 200)

  it(
    `at a random moment (${kills} times) leaves a whole file that is not older than what it had reported`,
    { timeout: proofTimeoutMs },
    async () => {
      const home = new ScratchHome({ credentials: foreign })
      let from = 1
      for (let kill = 0; kill < kills; kill++) {
        const running = await startScript('write-many', {
          HOME: home.folder,
          PROFILE: guest,
          COUNT: '100000',
          FROM: String(from),
        })
        await new Promise((resolve) => running.process.stdout?.once('data', resolve))
        await new Promise((resolve) => {
          setTimeout(resolve, Math.random() * 20)
        })
        running.process.kill('SIGKILL')
        const { stdout, stderr } = await running.end
        expect(stderr).toBe('')
        const reported = Number(
          stdout
            .match(/wrote \d+/g)
            ?.at(-1)
            ?.slice('wrote '.length),
        )
        const generation = generationIn(home)
        expect([reported, reported + 1]).toContain(generation)
        expect(readFileSync(home.file, 'utf8')).toBe(fileWith(generation))
        from = generation + 1
      }
      await nextWriteSucceeds(home)
    },
  )
})
