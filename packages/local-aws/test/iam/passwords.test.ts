import { describe, expect, it } from 'vitest'
import { accountId, at, createIam, userCaller } from './iam-fixture.ts'

const user = { UserName: 'anna' }
const Password = 'Correct-Horse-1'

function withUser() {
  const iam = createIam()
  iam.run('CreateUser', user)
  return iam
}

describe('the password policy', () => {
  it('is not there until it is made, and can then be taken away', () => {
    const { run, refusal } = createIam()
    expect(refusal('GetAccountPasswordPolicy')).toEqual([
      'NoSuchEntity',
      404,
      `The Password Policy with domain name ${accountId} cannot be found.`,
    ])
    expect(refusal('DeleteAccountPasswordPolicy')[0]).toBe('NoSuchEntity')
    run('UpdateAccountPasswordPolicy')
    run('DeleteAccountPasswordPolicy')
    expect(refusal('GetAccountPasswordPolicy')[0]).toBe('NoSuchEntity')
  })

  it.each([
    [{ MinimumPasswordLength: '5' }],
    [{ MinimumPasswordLength: '129' }],
    [{ MaxPasswordAge: '1096' }],
    [{ PasswordReusePrevention: '25' }],
  ])('refuses %o', (params) => {
    expect(createIam().refusal('UpdateAccountPasswordPolicy', params)[0]).toBe('ValidationError')
  })

  it('forgets what is not sent again', () => {
    const { run } = createIam()
    run('UpdateAccountPasswordPolicy', { MaxPasswordAge: '90', RequireSymbols: 'true' })
    expect(at(run('GetAccountPasswordPolicy'), 'PasswordPolicy')).toMatchObject({
      MinimumPasswordLength: 6,
      RequireSymbols: true,
      ExpirePasswords: true,
      MaxPasswordAge: 90,
    })
    run('UpdateAccountPasswordPolicy', { MinimumPasswordLength: '14' })
    expect(at(run('GetAccountPasswordPolicy'), 'PasswordPolicy')).toMatchObject({
      MinimumPasswordLength: 14,
      RequireSymbols: false,
      ExpirePasswords: false,
      MaxPasswordAge: undefined,
    })
  })
})

describe('login profiles', () => {
  it.each([
    [{}, 'Ab1-567', 'have a minimum length of 8'],
    [{}, 'only-lower-case', 'have at least three kinds of characters'],
    [{ RequireUppercaseCharacters: 'true' }, 'lower-1', 'have at least one uppercase letter'],
    [{ RequireLowercaseCharacters: 'true' }, 'UPPER-1', 'have at least one lowercase letter'],
    [{ RequireNumbers: 'true' }, 'No-number', 'have at least one number'],
    [{ RequireSymbols: 'true' }, 'NoSymbol1', 'have at least one symbol'],
  ])('under the policy %o refuse a password, and do not repeat it', (policy, password, what) => {
    const { run, refusal } = withUser()
    if (Object.keys(policy).length > 0) run('UpdateAccountPasswordPolicy', policy)
    const [code, status, message] = refusal('CreateLoginProfile', { ...user, Password: password })
    expect([code, status, message]).toEqual(['PasswordPolicyViolation', 400, `Password should ${what}`])
  })

  it('exist once, and keep their user from being deleted', () => {
    const { run, refusal } = withUser()
    run('CreateLoginProfile', { ...user, Password })
    expect(refusal('CreateLoginProfile', { ...user, Password })[0]).toBe('EntityAlreadyExists')
    expect(refusal('DeleteUser', user)[2]).toBe('Cannot delete entity, must delete login profile first.')
    run('DeleteLoginProfile', user)
    run('DeleteUser', user)
  })

  it('never say the password, and keep none', () => {
    const { run, account } = withUser()
    const made = run('CreateLoginProfile', { ...user, Password, PasswordResetRequired: 'true' })
    expect(at(made, 'LoginProfile')).toEqual({
      UserName: 'anna',
      CreateDate: new Date('2026-11-22T12:00:00Z'),
      PasswordResetRequired: true,
    })
    const kept = account.users.get('anna')?.loginProfile
    expect(Buffer.concat([kept!.salt, kept!.passwordHash]).toString('latin1')).not.toContain('Horse')
    run('UpdateLoginProfile', { ...user, PasswordResetRequired: 'false' })
    expect(at(run('GetLoginProfile', user), 'LoginProfile', 'PasswordResetRequired')).toBe(false)
  })

  it('are changed by their own user, who knows the old password', () => {
    const { run, refusal } = withUser()
    run('CreateLoginProfile', { ...user, Password })
    const anna = userCaller('anna', 'AIDAANNA')
    const change = (OldPassword: string) => ({ OldPassword, NewPassword: 'Battery-Staple-2' })
    expect(refusal('ChangePassword', change(Password))[0]).toBe('InvalidUserType')
    expect(refusal('ChangePassword', change('Wrong-Horse-1'), anna)[0]).toBe('AccessDenied')
    run('ChangePassword', change(Password), anna)
    expect(refusal('ChangePassword', change(Password), anna)[0]).toBe('AccessDenied')
  })

  it('may be changed by everybody where the account’s policy says so', () => {
    const { run, needs } = withUser()
    const anna = userCaller('anna', 'AIDAANNA')
    expect(needs('ChangePassword', {}, anna)[0]?.allowedByDefault).toBe(false)
    run('UpdateAccountPasswordPolicy', { AllowUsersToChangePassword: 'true' })
    expect(needs('ChangePassword', {}, anna)[0]?.allowedByDefault).toBe(true)
  })
})

describe('the account’s alias', () => {
  it.each(['ab', 'Upper', '-lab', 'lab-', 'a--b', 'a'.repeat(64)])('is not %s', (AccountAlias) => {
    expect(createIam().refusal('CreateAccountAlias', { AccountAlias })[0]).toBe('ValidationError')
  })

  it('is one, of one account', () => {
    const { run, refusal, state } = createIam()
    expect(refusal('DeleteAccountAlias', { AccountAlias: 'lab-seven' })[0]).toBe('NoSuchEntity')
    run('CreateAccountAlias', { AccountAlias: 'lab-seven' })
    run('CreateAccountAlias', { AccountAlias: 'lab-eight' })
    expect(at(run('ListAccountAliases'), 'AccountAliases')).toEqual(['lab-eight'])
    for (const account of state.accounts.values()) if (account.id !== accountId) account.alias = 'taken'
    expect(refusal('CreateAccountAlias', { AccountAlias: 'taken' })[0]).toBe('EntityAlreadyExists')
    run('DeleteAccountAlias', { AccountAlias: 'lab-eight' })
    expect(at(run('ListAccountAliases'), 'AccountAliases')).toEqual([])
  })
})
