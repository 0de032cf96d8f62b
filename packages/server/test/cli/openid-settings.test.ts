import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/cli/settings.ts'
import { temporaryFolder } from '../desk.ts'

const folder = temporaryFolder()
const both = ['--oidc-issuer', 'https://login.example.com', '--oidc-client-id', 'desk']

describe('--oidc-…', () => {
  it('has no flag for the secret: others on the machine read arguments', () => {
    expect(() => readSettings([...both, '--oidc-client-secret', 'x'], {})).toThrow(/not understood/)
  })

  it.each([
    [both.slice(0, 2), /--oidc-client-id is missing/],
    [both.slice(2), /--oidc-issuer is missing/],
    [[...both, '--oidc-secret-file', join(folder, 'missing')], /cannot be read/],
  ])('%j is refused', (args, problem) => {
    expect(() => readSettings(args, {})).toThrow(problem)
  })

  it('reads the secret from a file, or from the environment', () => {
    const file = join(folder, 'secret')
    writeFileSync(file, '\n')
    expect(() => readSettings([...both, '--oidc-secret-file', file], {})).toThrow(/holds no secret/)
    writeFileSync(file, 'of the file\n')
    const env = { HALLPASS_OIDC_CLIENT_SECRET: 'of the environment' }
    expect(readSettings([...both, '--oidc-secret-file', file], env).openId?.clientSecret).toBe('of the file')
    expect(readSettings(both, env).openId?.clientSecret).toBe('of the environment')
    expect(readSettings(both, {}).openId?.clientSecret).toBeUndefined()
  })

  it('has a variable for each flag, and the flag counts', () => {
    expect(readSettings([], {}).openId).toBeUndefined()
    const env = {
      HALLPASS_OIDC_ISSUER: 'https://login.example.com',
      HALLPASS_OIDC_CLIENT_ID: 'desk',
      HALLPASS_OIDC_ADMIN_GROUP: 'CN=admins,OU=groups\nCN=heads,OU=groups',
      HALLPASS_OIDC_GROUPS_CLAIM: 'roles',
      HALLPASS_OIDC_SIGN_OUT: 'true',
    }
    const args = [
      '--oidc-groups-claim',
      'groups',
      '--oidc-instructor-group',
      'a',
      '--oidc-instructor-group',
      'b',
    ]
    expect(readSettings(args, env).openId).toMatchObject({
      issuer: 'https://login.example.com',
      clientId: 'desk',
      groupsClaim: 'groups',
      adminGroups: ['CN=admins,OU=groups', 'CN=heads,OU=groups'],
      instructorGroups: ['a', 'b'],
      signsOutThere: true,
    })
  })
})
