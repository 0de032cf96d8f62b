import { AwsError } from '../../base/index.ts'
import type { Account, PasswordPolicy } from '../../model/index.ts'
import type { QueryAction } from '../../protocol/index.ts'
import {
  anyResource,
  flag,
  iamAction,
  noSuchEntity,
  optionalFlag,
  optionalInteger,
} from '../request/index.ts'

const updatePolicy = iamAction(
  'UpdateAccountPasswordPolicy',
  [
    'MinimumPasswordLength',
    'RequireSymbols',
    'RequireNumbers',
    'RequireUppercaseCharacters',
    'RequireLowercaseCharacters',
    'AllowUsersToChangePassword',
    'MaxPasswordAge',
    'PasswordReusePrevention',
    'HardExpiry',
  ],
  anyResource,
  (call) => {
    // What is not sent goes back to its default: nothing is kept of the policy before.
    call.account.passwordPolicy = {
      minimumLength: optionalInteger(call, 'MinimumPasswordLength', 6, 128) ?? 6,
      requireSymbols: flag(call, 'RequireSymbols'),
      requireNumbers: flag(call, 'RequireNumbers'),
      requireUppercase: flag(call, 'RequireUppercaseCharacters'),
      requireLowercase: flag(call, 'RequireLowercaseCharacters'),
      usersMayChange: flag(call, 'AllowUsersToChangePassword'),
      maxAgeDays: optionalInteger(call, 'MaxPasswordAge', 1, 1095),
      reusePrevention: optionalInteger(call, 'PasswordReusePrevention', 1, 24),
      hardExpiry: optionalFlag(call, 'HardExpiry'),
    }
    return undefined
  },
)

const getPolicy = iamAction('GetAccountPasswordPolicy', [], anyResource, ({ account }) => {
  const policy = account.passwordPolicy
  if (policy === undefined) {
    throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`)
  }
  const PasswordPolicy = {
    MinimumPasswordLength: policy.minimumLength,
    RequireSymbols: policy.requireSymbols,
    RequireNumbers: policy.requireNumbers,
    RequireUppercaseCharacters: policy.requireUppercase,
    RequireLowercaseCharacters: policy.requireLowercase,
    AllowUsersToChangePassword: policy.usersMayChange,
    ExpirePasswords: policy.maxAgeDays !== undefined,
    MaxPasswordAge: policy.maxAgeDays,
    PasswordReusePrevention: policy.reusePrevention,
    HardExpiry: policy.hardExpiry,
  }
  return { PasswordPolicy }
})

const deletePolicy = iamAction('DeleteAccountPasswordPolicy', [], anyResource, ({ account }) => {
  if (account.passwordPolicy === undefined) {
    throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.')
  }
  account.passwordPolicy = undefined
  return undefined
})

/** The account's password policy, and AWS's own where it has none. */
export const passwordPolicyActions: readonly QueryAction[] = [updatePolicy, getPolicy, deletePolicy]

const symbols = /[!@#$%^&*()_+\-=[\]{}|']/

/**
 * Checks a password against the account's policy. Without one AWS wants eight characters of three kinds.
 *
 * @throws AwsError `PasswordPolicyViolation` that says what is missing, and never the password
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export function checkPassword(account: Account, password: string): void {
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, symbols].map((kind) => kind.test(password))
  const [uppercase = false, lowercase = false, number = false, symbol = false] = kinds
  const policy: PasswordPolicy | undefined = account.passwordPolicy
  const { minimumLength = 8 } = policy ?? {}
  if (password.length < minimumLength) throw violation(`have a minimum length of ${minimumLength}`)
  if (policy === undefined) {
    if (kinds.filter(Boolean).length < 3) throw violation('have at least three kinds of characters')
    return
  }
  if (policy.requireUppercase && !uppercase) throw violation('have at least one uppercase letter')
  if (policy.requireLowercase && !lowercase) throw violation('have at least one lowercase letter')
  if (policy.requireNumbers && !number) throw violation('have at least one number')
  if (policy.requireSymbols && !symbol) throw violation('have at least one symbol')
}

function violation(what: string): AwsError {
  return new AwsError('PasswordPolicyViolation', 400, `Password should ${what}`)
}
