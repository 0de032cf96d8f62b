import { describe, expect, it } from 'vitest'
import { createProfileBatch } from '../../src/each/profile-batch.ts'
import { checkProfiles } from '../../src/profile/check-profile.ts'
import { listOwnedProfiles } from '../../src/profile/owned-profiles.ts'
import { writeProfile, writeProfiles } from '../../src/profile/write-profile.ts'
import { systemFiles } from '../../src/safe-file/file-system.ts'
import { credentials, ScratchHome } from '../profile/scratch-home.ts'

const foreign = '[theirs]\naws_access_key_id = AKIAEXAMPLE\n'
const content = (profile: string) => ({ profile, credentials })

describe('many profiles at once', () => {
  it('are all refused when the file does not parse, and it stays as it is', async () => {
    const home = new ScratchHome({ credentials: 'no section = 1\n' })
    const batch = createProfileBatch({ env: home.env })
    const results = await Promise.allSettled(['ada', 'grace'].map((name) => batch.write(content(name))))
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ProfileFileMalformed' } })
    }
    expect(home.read()).toBe('no section = 1\n')
  })

  it('do not hinder one another when one is somebody else’s, or no name for a profile', async () => {
    const home = new ScratchHome({ credentials: foreign })
    const outcomes = await writeProfiles({
      env: home.env,
      profiles: ['ada', 'theirs', 'a b', 'grace'].map(content),
    })
    expect(
      [...outcomes].map(([name, outcome]) => [name, outcome instanceof Error ? outcome.code : outcome]),
    ).toEqual([
      ['ada', 'added'],
      ['theirs', 'ProfileNotOwned'],
      ['a b', 'ProfileNameInvalid'],
      ['grace', 'added'],
    ])
    expect(home.read().startsWith(foreign)).toBe(true)
    expect(listOwnedProfiles({ env: home.env }).map(({ profile }) => profile)).toEqual(['ada', 'grace'])
  })

  it('are foretold as they will be', async () => {
    const home = new ScratchHome({ credentials: foreign })
    await writeProfile({ ...content('ada'), env: home.env })
    const profiles = ['ada', 'theirs', 'grace']
    const foretold = checkProfiles({ profiles, env: home.env })
    expect(foretold).toEqual(await writeProfiles({ env: home.env, profiles: profiles.map(content) }))
  })

  it('leave the same file as one after the other', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `guest-${index}`)
    const together = new ScratchHome({ credentials: foreign })
    await writeProfiles({ env: together.env, profiles: names.map(content) })
    const single = new ScratchHome({ credentials: foreign })
    for (const name of names) await writeProfile({ ...content(name), env: single.env })
    expect(together.read()).toBe(single.read())
  })

  it('are written in few writes', async () => {
    const home = new ScratchHome({ credentials: foreign })
    let renames = 0
    const fs = {
      ...systemFiles,
      renameSync: (from: string, to: string) => {
        renames += 1
        systemFiles.renameSync(from, to)
      },
    }
    const batch = createProfileBatch({ env: home.env, fs })
    const names = Array.from({ length: 200 }, (_, index) => `guest-${index}`)
    await Promise.all(names.map((name) => batch.write(content(name))))
    expect(listOwnedProfiles({ env: home.env })).toHaveLength(200)
    expect(renames).toBe(2)
  })

  it('name the session whose keys they are', async () => {
    const home = new ScratchHome()
    const assumedRoleArn = 'arn:aws:sts::123456789012:assumed-role/R/ada'
    await writeProfiles({ env: home.env, profiles: [{ ...content('ada'), assumedRoleArn }] })
    expect(listOwnedProfiles({ env: home.env })).toMatchObject([{ profile: 'ada', assumedRoleArn }])
    await writeProfiles({ env: home.env, profiles: [content('ada')] })
    expect(listOwnedProfiles({ env: home.env })[0]?.assumedRoleArn).toBeUndefined()
  })
})
