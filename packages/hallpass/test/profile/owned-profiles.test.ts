import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanProfiles, listOwnedProfiles, removeProfile } from '../../src/profile/owned-profiles.ts'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { failureOf } from '../wire/failure.ts'
import { credentials, ScratchHome } from './scratch-home.ts'

const now = (): Date => new Date('2026-11-20T12:00:00Z')

const owned = (name: string, expiresAt: string, extra = ''): string =>
  `[${name}]\naws_access_key_id = ASIA\nx_hallpass_owner = hallpass\nx_hallpass_expires_at = ${expiresAt}\n${extra}`

const mixed = [
  '[theirs]\naws_access_key_id = AKIA\n',
  owned('ended', '2026-11-20T12:00:00Z'),
  owned('running', '2026-11-20T12:00:01Z'),
  '[forged]\nx_hallpass_owner = me\nx_hallpass_expires_at = 2020-01-01T00:00:00Z\n',
  owned('unclear', 'soon'),
].join('\n')

describe('the profiles that are ours', () => {
  it('are listed in order, with when they end', () => {
    const home = new ScratchHome({ credentials: mixed })
    expect(listOwnedProfiles({ env: home.env, now })).toEqual([
      { profile: 'ended', expiresAt: new Date('2026-11-20T12:00:00Z'), expired: true },
      { profile: 'running', expiresAt: new Date('2026-11-20T12:00:01Z'), expired: false },
      { profile: 'unclear', expiresAt: undefined, expired: false },
    ])
  })

  it('are none where there is no file, and asking makes none', async () => {
    const home = new ScratchHome()
    expect(listOwnedProfiles({ env: home.env })).toEqual([])
    expect(await cleanProfiles({ env: home.env, all: true })).toEqual([])
    expect(await failureOf(removeProfile({ profile: 'x', env: home.env }))).toMatchObject({
      code: 'ProfileNotFound',
    })
    expect(existsSync(join(home.folder, '.aws'))).toBe(false)
  })

  it('are listed from a file too broken to change, and cleaning it fails with the line', async () => {
    const home = new ScratchHome({ credentials: `${mixed}\n[theirs]\n` })
    expect(listOwnedProfiles({ env: home.env, now })).toHaveLength(3)
    expect(await failureOf(cleanProfiles({ env: home.env, now }))).toMatchObject({
      code: 'ProfileFileMalformed',
      facts: { line: mixed.split('\n').length + 1 },
    })
  })
})

describe('removing a profile', () => {
  it('is refused when it is not ours', async () => {
    const home = new ScratchHome({ credentials: mixed })
    for (const profile of ['theirs', 'forged']) {
      const error = await failureOf(removeProfile({ profile, env: home.env }))
      expect(error).toMatchObject({ code: 'ProfileNotOwned', facts: { name: profile } })
    }
    expect(home.read()).toBe(mixed)
  })

  it.each<[what: string, text: string, line: number]>([
    [
      'an indented line below a key of ours, which would go with it',
      '[dev]\nx_hallpass_owner = hallpass\naws_session_token = t\n  [b]\n',
      4,
    ],
    [
      'an indented section below it, which would become a value of the one above',
      '[a]\nk = v\n[dev]\n  x_hallpass_owner = hallpass\n  [b]\n  l = w\n',
      5,
    ],
  ])('is refused for %s', async (_, text, line) => {
    const home = new ScratchHome({ credentials: text })
    const error = await failureOf(removeProfile({ profile: 'dev', env: home.env }))
    expect(error).toMatchObject({ code: 'ProfileFileMalformed', facts: { line } })
    expect(home.read()).toBe(text)
  })

  it('that does not exist is refused with the nearest of ours', async () => {
    const home = new ScratchHome({ credentials: mixed })
    const error = await failureOf(removeProfile({ profile: 'runing', env: home.env }))
    expect(error).toMatchObject({ code: 'ProfileNotFound', hint: 'did you mean running?' })
  })

  it.each([
    ['', ''],
    ['[a]\nk = v\n', ''],
    ['[a]\nk = v\n\n', ''],
    ['# only a comment\n\n\n', ''],
    ['[a]\r\nk = v\r\n', ''],
    ['[a]\nk = v', '\n'],
    ['\n', ''],
  ])('that was added to %j leaves the file as it was', async (text, missingEnd) => {
    const home = new ScratchHome({ credentials: text })
    await writeProfile({ profile: 'dev', credentials, env: home.env, region: 'eu-west-1' })
    await removeProfile({ profile: 'dev', env: home.env })
    expect(home.read()).toBe(text + missingEnd)
  })

  it('keeps the keys and comments that others put there', async () => {
    const home = new ScratchHome({
      credentials: `${owned('dev', '2026-01-01T00:00:00Z', '# note\noutput = json\nx_hallpass_settings = region\nregion = a\n')}[z]\n`,
    })
    await removeProfile({ profile: 'dev', env: home.env })
    expect(home.read()).toBe('[dev]\n# note\noutput = json\n[z]\n')
  })
})

describe('cleaning', () => {
  it('removes those that have ended, and nothing else', async () => {
    const home = new ScratchHome({ credentials: mixed })
    expect(await cleanProfiles({ env: home.env, now })).toEqual(['ended'])
    expect(home.read()).toBe(mixed.replace(`\n${owned('ended', '2026-11-20T12:00:00Z')}`, ''))
    expect(await cleanProfiles({ env: home.env, now })).toEqual([])
  })

  it('all removes everything of ours, and nothing else', async () => {
    const home = new ScratchHome({ credentials: mixed })
    expect(await cleanProfiles({ env: home.env, now, all: true })).toEqual(['ended', 'running', 'unclear'])
    expect(home.read()).toBe(
      '[theirs]\naws_access_key_id = AKIA\n\n[forged]\nx_hallpass_owner = me\nx_hallpass_expires_at = 2020-01-01T00:00:00Z\n',
    )
  })
})

describe('a profile with a set-up’s key', () => {
  const text = `[key]\naws_access_key_id = AKIA\naws_secret_access_key = s\nx_hallpass_setup = instruqt\n`

  it('is not cleaned up, and goes when it is named', async () => {
    const home = new ScratchHome({ credentials: text })
    expect(listOwnedProfiles({ env: home.env })).toEqual([])
    expect(await cleanProfiles({ env: home.env, all: true })).toEqual([])
    expect(home.read()).toBe(text)
    await removeProfile({ profile: 'key', env: home.env })
    expect(home.read()).toBe('')
  })
})

describe('cleaning up among the profiles of others', () => {
  const piece = fc.record({
    ours: fc.boolean(),
    comment: fc.boolean(),
    blankBelow: fc.integer({ min: 0, max: 2 }),
    ending: fc.constantFrom('\n', '\r\n'),
  })

  const textOf = (
    { ours, comment, ending }: { ours: boolean; comment: boolean; ending: string },
    index: number,
  ) => {
    const text = ours
      ? owned(`ours-${index}`, '2020-01-01T00:00:00Z')
      : `[theirs-${index}]\naws_access_key_id = AKIA${index}\naws_secret_access_key = secret-${index}\n`
    return `${text}${comment ? `# a remark below ${index}\n` : ''}`.replaceAll('\n', ending)
  }

  it('takes ours and leaves every line of theirs, in whatever order and however close they stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const blank = (count: number, ending: string): string => ending.repeat(count)
        const before = pieces
          .map((entry, index) => textOf(entry, index) + blank(entry.blankBelow, entry.ending))
          .join('')
        const home = new ScratchHome({ credentials: before })
        const removed = await cleanProfiles({ env: home.env, now, all: true })
        expect(removed).toEqual(pieces.flatMap(({ ours }, index) => (ours ? [`ours-${index}`] : [])))
        const lines = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line.trim() !== '')
        const theirs = pieces.map((entry, index) =>
          entry.ours
            ? lines(textOf(entry, index))
                .filter((line) => line.startsWith('#'))
                .join('')
            : textOf(entry, index),
        )
        expect(lines(home.read())).toEqual(lines(theirs.join('')))
      }),
    )
  })

  it('takes two that stand together, and leaves the section that was appended right below them', async () => {
    const home = new ScratchHome({ credentials: '[default]\naws_access_key_id = AKIADEFAULT\n' })
    for (const profile of ['ada', 'grace']) await writeProfile({ profile, credentials, env: home.env })
    const appended = '[admin]\naws_access_key_id = AKIAADMIN\n'
    writeFileSync(home.file, home.read() + appended)
    expect(await cleanProfiles({ env: home.env, all: true })).toEqual(['ada', 'grace'])
    expect(home.read()).toBe(`[default]\naws_access_key_id = AKIADEFAULT\n${appended}`)
  })
})
