import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { issue } from '../../src/issue/issue.ts'
import { pruneRevocations, revokeSession } from '../../src/revoke/index.ts'
import { whoami } from '../../src/whoami/whoami.ts'
import { openLab } from '../lab.ts'
import { RoleLab } from './role-lab.ts'

const processes = 8
const each = 4

describe('revocations at once', () => {
  it(`of ${processes} processes, ${each} each, on one role are all there at the end`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-revoke-'))
    const lab = await openLab()
    try {
      const script = join(folder, 'revoke-many.mjs')
      const bundle = await rolldown({
        input: fileURLToPath(new URL('child/revoke-many.ts', import.meta.url)),
        platform: 'node',
        logLevel: 'silent',
      })
      await bundle.write({ file: script, format: 'esm', codeSplitting: false })
      const roleArn = await lab.role('Handed')
      const env = lab.env(lab.admin)
      const names = Array.from({ length: processes }, (_, process) =>
        Array.from({ length: each }, (__, n) => `guest-${process}-${n}@domain.ext`),
      )
      const ended = await Promise.all(
        names.map((some) =>
          promisify(execFile)(process.execPath, [script], {
            env: { ...env, ROLE_ARN: roleArn, NAMES: some.join(' ') },
          }),
        ),
      )
      expect(ended.map(({ stdout }) => stdout)).toEqual(names.map(() => String(each)))
      const { revocations } = await pruneRevocations({ roleArn, env })
      expect(revocations.map(({ sessionName }) => sessionName)).toEqual(names.flat().toSorted())
    } finally {
      await lab.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('within one process lose nothing, and leave one policy once they are pruned', async () => {
    const lab = await RoleLab.open()
    const names = Array.from({ length: 40 }, (_, n) => `guest-${n}@domain.ext`)
    const sessions = await Promise.all(names.map((name) => lab.session(name)))
    const bystander = await lab.session('bystander')
    await Promise.all(names.map((sessionName) => revokeSession({ ...lab.options, sessionName })))
    for (const session of sessions) expect(await lab.works(session)).toBe(false)
    expect(await lab.works(bystander)).toBe(true)
    await pruneRevocations(lab.options)
    const ours = [...(await lab.policies()).keys()].filter((name) => name.startsWith('hallpass-revoke-'))
    expect(ours).toHaveLength(1)
  })
})

describe('revocations at once that together ask for more than there is', () => {
  it('are packed, and deny nobody else', async () => {
    const lab = await RoleLab.open()
    // Leaves room for all the names in one policy, and not for a policy of each.
    await lab.put('big', work('x'.repeat(7_000)))
    const names = Array.from({ length: 20 }, (_, n) => `guest-${n}@domain.ext`)
    const bystander = await lab.session('bystander')
    await Promise.all(names.map((sessionName) => revokeSession({ ...lab.options, sessionName })))
    expect(await lab.works(bystander)).toBe(true)
    const { revocations } = await pruneRevocations(lab.options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual(names.toSorted())
  })
})

function work(resource: string): string {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${resource}` }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

describe('a session that is revoked', () => {
  it('still learns who it is, as AWS has it, and can do nothing else', async () => {
    const lab = await openLab()
    try {
      const roleArn = await lab.role('Handed')
      const { credentials } = await issue({ roleArn, sessionName: 'ada@lab', env: lab.env() })
      await revokeSession({ roleArn, sessionName: 'ada@lab', env: lab.env(lab.admin) })
      expect(await whoami({ env: lab.env(credentials) })).toMatchObject({ kind: 'assumed-role' })
      await expect(pruneRevocations({ roleArn, env: lab.env(credentials) })).rejects.toMatchObject({
        code: 'AccessDenied',
        message: expect.stringContaining('explicit deny in an identity-based policy') as unknown,
      })
    } finally {
      await lab.close()
    }
  })
})
