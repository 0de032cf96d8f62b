import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RevokeFlags } from '../../src/cli/revoke/run.ts'
import { runRevoke } from '../../src/cli/revoke/run.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'
import { issue } from '../../src/issue/issue.ts'
import { openLab, type Lab } from '../lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

async function run(
  flags: Partial<RevokeFlags>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: '', stderr: '' }
  const env = lab.env(lab.admin)
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
      exitWith: () => {},
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
    [{ sessionName: 'ada', allBefore: 'now' }, 'do not go together'],
    [{ allBefore: 'now', allowNew: true }, '--allow-new goes with --session-name'],
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
    const { stdout, stderr } = await run({ sessionName: 'ada@lab' })
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
    expect(stderr).toContain('hallpass issue --each … --force')
  })

  it('with --json prints one object', async () => {
    const { stdout } = await run({ allBefore: 'now', prune: true, json: true })
    expect(JSON.parse(stdout)).toMatchObject({
      roleArn: 'arn:aws:iam::111122223333:role/Handed',
      sessionName: null,
      fellBack: false,
      left: [{ sessionName: null }, { sessionName: 'ada@lab', before: null }],
    })
  })
})
