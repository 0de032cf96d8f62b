import { beforeEach, describe, expect, it } from 'vitest'
import { resolveCaller } from '../../src/caller/index.ts'
import { findRevoked, revokeAllBefore, revokeSession, revokeSessions } from '../../src/revoke/index.ts'
import { parseRoleArn } from '../../src/settings/index.ts'
import type { RoleLab as Lab } from '../revoke/role-lab.ts'
import { RoleLab } from '../revoke/role-lab.ts'

let lab: Lab
beforeEach(async () => {
  lab = await RoleLab.open()
})

async function revokedOf(
  names: readonly string[],
  credentials = lab.options.credentials,
  roleArn = lab.roleArn,
) {
  const role = parseRoleArn(roleArn)
  const { roleArn: _, ...options } = lab.options
  const caller = await resolveCaller({ ...options, credentials }, role.partition)
  lab.actions.length = 0
  const found = await findRevoked(caller, role, names, { now: () => lab.time })
  return found?.map(({ sessionName }) => sessionName)
}

describe('looking up who is revoked before issuing', () => {
  it('does not know where the caller may not read it, and fails for nobody', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    expect(await revokedOf(['ada@lab'], await lab.session('bob@lab'))).toBeUndefined()
    expect(lab.actions).toEqual(['ListRolePolicies'])
  })

  it('takes one call where nobody is revoked', async () => {
    expect(await revokedOf(['ada@lab'])).toEqual([])
    expect(lab.actions).toEqual(['ListRolePolicies'])
  })

  it('does not take a role of the same name in another account for it', async () => {
    await revokeSession({ ...lab.options, sessionName: 'ada@lab' })
    const roleArn = lab.roleArn.replace(/:\d{12}:/, ':999999999999:')
    expect(await revokedOf(['ada@lab'], lab.options.credentials, roleArn)).toEqual([])
  })

  it('finds those whose new sessions would be denied, and no others', async () => {
    await revokeSessions({ ...lab.options, sessions: ['ada@lab', 'eve@lab'] })
    await revokeSession({ ...lab.options, sessionName: 'bob@lab', allowNew: true })
    await revokeAllBefore(lab.options)
    expect(await revokedOf(['ada@lab', 'Ada@lab', 'bob@lab', 'carl@lab', 'eve@lab'])).toEqual([
      'ada@lab',
      'eve@lab',
    ])
    lab.forward(48)
    expect(await revokedOf(['ada@lab'])).toEqual([])
  })
})
