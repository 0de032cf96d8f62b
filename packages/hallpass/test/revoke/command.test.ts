import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RevokeFlags } from '../../src/cli/revoke/flags.ts'
import { runRevoke } from '../../src/cli/revoke/run.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'
import { openPeopleFolder } from '../../src/each/people-folder.ts'
import { issue } from '../../src/issue/issue.ts'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { openLab, type Lab } from '../lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

async function run(
  flags: Partial<RevokeFlags>,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number }> {
  const written = { stdout: '', stderr: '', exitCode: 0 }
  const env = { ...lab.env(lab.admin), ...more }
  await runRevoke(
    {
      process,
      env,
      output: createOutput({
        stdout: { write: (text: string) => (written.stdout += text) },
        stderr: { write: (text: string) => (written.stderr += text) },
        env,
      }),
      now: () => new Date(),
      ask: undefined,
      signal: new AbortController().signal,
      exitWith: (code) => {
        written.exitCode = code
      },
    },
    {
      roleArn: 'arn:aws:iam::111122223333:role/Handed',
      allowNew: false,
      prune: false,
      json: false,
      ...flags,
    },
  )
  return written
}

describe('hallpass revoke', () => {
  it.each([
    [{}, 'say whose sessions to end'],
    [{ sessionName: ['ada'], allBefore: 'now' }, 'do not go together'],
    [{ sessionName: ['ada'], each: 'people.csv' }, 'do not go together'],
    [{ each: 'people.csv', allBefore: 'now' }, 'do not go together'],
    [{ allBefore: 'now', allowNew: true }, '--allow-new goes with --session-name'],
    [{ sessionName: ['ada'], undo: true, allowNew: true }, '--allow-new goes with --session-name'],
    [{ undo: true }, 'whose revocation to undo'],
    [{ undo: true, allBefore: 'now' }, 'cannot be undone'],
  ])('with %j is refused before anything is sent', async (flags, why) => {
    const asked = lab.log.length
    await expect(run(flags)).rejects.toMatchObject({
      code: 'UsageError',
      message: expect.stringContaining(why) as unknown,
    })
    expect(lab.log).toHaveLength(asked)
  })

  it('says who is denied as of when, that AWS may take minutes, and that the name stays denied', async () => {
    const roleArn = await lab.role('Handed')
    await issue({ roleArn, sessionName: 'ada@lab', env: lab.env() })
    const { stdout, stderr } = await run({ sessionName: ['ada@lab'] })
    expect(stdout).toMatch(
      /^denied in role Handed as of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: sessions of ada@lab\n$/,
    )
    expect(stderr).toContain('may take minutes')
    expect(stderr).toMatch(/new sessions of that name are denied too, until .* UTC/)
  })

  it('with --prune lists what is still denied, and until when', async () => {
    const { stdout } = await run({ prune: true })
    expect(stdout).toMatch(/^revoked in role Handed:\n {2}sessions of ada@lab {2}until .* UTC\n$/)
  })

  it('for everyone says how to issue anew', async () => {
    const { stderr } = await run({ allBefore: 'now' })
    expect(stderr).toContain('sessions issued later work')
    expect(stderr).toContain('add --force to hallpass issue --each')
  })

  it('with --json prints one object', async () => {
    const { stdout } = await run({ allBefore: 'now', prune: true, json: true })
    expect(JSON.parse(stdout)).toMatchObject({
      roleArn: 'arn:aws:iam::111122223333:role/Handed',
      denied: [{ sessionName: null, before: expect.any(String) as unknown }],
      notDenied: [],
      left: [{ sessionName: null }, { sessionName: 'ada@lab', before: null }],
    })
  })

  it('of several names says so once, a line each, and --list tells who is denied', async () => {
    const { stdout, stderr } = await run({ sessionName: ['bob@lab', 'eve@lab'] })
    expect(stdout).toMatch(
      /^denied in role Handed as of .* UTC:\n {2}sessions of bob@lab {2}until .*\n {2}sessions of eve@lab {2}until .*\n$/,
    )
    expect(stderr).toContain('new sessions of those names are denied too')
    const { stdout: listed } = await run({ list: true, json: true })
    expect(JSON.parse(listed)).toMatchObject({
      left: [
        { sessionName: null },
        { sessionName: 'ada@lab' },
        { sessionName: 'bob@lab' },
        { sessionName: 'eve@lab' },
      ],
    })
  })

  it('--undo lets back in, names who was not denied, and who was meant', async () => {
    const { stdout, stderr } = await run({ sessionName: ['bob@lab', 'Eve@lab'], undo: true })
    expect(stdout).toBe('no longer denied in role Handed: bob@lab\n')
    expect(stderr).toContain('not denied by name: Eve@lab')
    expect(stderr).toContain('did you mean eve@lab?')
    expect(stderr).toMatch(/issued before .* UTC stays ended for everyone/)
  })

  it('--each ends the sessions of everyone in a list, and --undo takes it back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-revoke-'))
    try {
      const each = join(folder, 'people.csv')
      writeFileSync(each, 'session-name,duration\nann@lab,1h\nben@lab,2h\n')
      expect((await run({ each })).stdout).toContain('sessions of ben@lab')
      const { stdout } = await run({ each, undo: true })
      expect(stdout).toBe('no longer denied in role Handed: ann@lab, ben@lab\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says who was never issued as his name is spelt, by the profiles that are there', async () => {
    const home = mkdtempSync(join(tmpdir(), 'hallpass-revoke-'))
    try {
      const roleArn = await lab.role('Profiled')
      const session = await issue({ roleArn, sessionName: 'Ada@lab', env: lab.env() })
      const file = join(home, 'credentials')
      await writeProfile({ profile: 'ada', session, env: { AWS_SHARED_CREDENTIALS_FILE: file } })
      const sessionName = ['ada@lab', 'bob@lab']
      const { stdout, stderr, exitCode } = await run(
        { roleArn, sessionName },
        { AWS_SHARED_CREDENTIALS_FILE: file },
      )
      expect(stdout).toContain('sessions of ada@lab')
      expect(stderr).toContain('error: denied, and never issued under that name from here: ada@lab\n')
      expect(stderr).toContain(`issued was Ada@lab: hallpass revoke --role-arn ${roleArn} -s Ada@lab\n`)
      expect(exitCode).toBe(10)
      const right = await run({ roleArn, sessionName: ['Ada@lab'] }, { AWS_SHARED_CREDENTIALS_FILE: file })
      expect(right.exitCode).toBe(0)
      expect(right.stderr).not.toContain('error')
    } finally {
      rmSync(home, { recursive: true })
    }
  })

  it('says who was never issued, by the journal of issue --each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-revoke-'))
    try {
      const roleArn = 'arn:aws:iam::111122223333:role/Handed'
      const issued = await openPeopleFolder(folder, { roleArn, format: 'json' })
      await issued.write({ sessionName: 'ann@lab', asked: '' }, '{}', new Date(Date.now() + 3_600_000))
      await issued.close()
      const wrong = await run({ sessionName: ['anne@lab'], issued: folder, json: true })
      expect(JSON.parse(wrong.stdout)).toMatchObject({ neverIssued: ['anne@lab'] })
      expect(wrong.stderr).toContain('issued was ann@lab')
      expect(wrong.exitCode).toBe(10)
      expect((await run({ sessionName: ['ann@lab'], issued: folder })).exitCode).toBe(0)
      await expect(run({ sessionName: ['ann@lab'], issued: tmpdir() })).rejects.toMatchObject({
        code: 'InvalidInput',
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says who is NOT ended when the role is full, what is left to do, and ends with exit code 10', async () => {
    const sessionName = Array.from({ length: 300 }, (_, n) => `${n}`.padStart(64, 'n'))
    const { stdout, stderr, exitCode } = await run({ sessionName, json: true })
    const { notDenied } = parseAnswer(stdout)
    expect(notDenied.length).toBeGreaterThan(100)
    expect(exitCode).toBe(10)
    expect(stderr).toContain(`error: NOT ended in role Handed, and still working: ${notDenied.join(', ')}`)
    expect(stderr).toContain(
      'hallpass revoke --role-arn arn:aws:iam::111122223333:role/Handed --all-before now',
    )
    expect(stderr).not.toContain('warning')
  })
})

function parseAnswer(text: string): { readonly notDenied: readonly string[] } {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('notDenied' in value)) throw new Error(text)
  const { notDenied } = value
  return { notDenied: Array.isArray(notDenied) ? notDenied.map(String) : [] }
}
