import { createHash, timingSafeEqual } from 'node:crypto'

import { AwsError } from '../../base/index.ts'
import type { LoginProfile, User } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  findUser,
  flag,
  iamAction,
  noSuchEntity,
  optionalFlag,
  required,
  type Target,
  userNameOf,
  userTarget,
  validationError,
} from '../request/index.ts'
import { checkPassword } from './password-policy.ts'

const createProfile = iamAction(
  'CreateLoginProfile',
  ['UserName', 'Password', 'PasswordResetRequired'],
  userTarget,
  (call) => {
    const user = userOf(call)
    const password = required(call, 'Password')
    if (user.loginProfile !== undefined) {
      throw alreadyExists(`Login Profile for user ${user.name} already exists.`)
    }
    user.loginProfile = profileWith(call, password, flag(call, 'PasswordResetRequired'), call.now)
    return { LoginProfile: profileXml(user, user.loginProfile) }
  },
)

const getProfile = iamAction('GetLoginProfile', ['UserName'], userTarget, (call) => {
  const user = userOf(call)
  return { LoginProfile: profileXml(user, profileOf(user)) }
})

const updateProfile = iamAction(
  'UpdateLoginProfile',
  ['UserName', 'Password', 'PasswordResetRequired'],
  (call) => {
    required(call, 'UserName')
    return userTarget(call)
  },
  (call) => {
    const user = userOf(call)
    const before = profileOf(user)
    const resetRequired = optionalFlag(call, 'PasswordResetRequired') ?? before.passwordResetRequired
    const password = call.params.get('Password')
    user.loginProfile =
      password === undefined
        ? { ...before, passwordResetRequired: resetRequired }
        : profileWith(call, password, resetRequired, before.createdAt)
    return undefined
  },
)

const deleteProfile = iamAction('DeleteLoginProfile', ['UserName'], userTarget, (call) => {
  const user = userOf(call)
  profileOf(user)
  user.loginProfile = undefined
  return undefined
})

const changePassword: QueryAction = {
  ...iamAction('ChangePassword', ['OldPassword', 'NewPassword'], callersTarget, (call) => {
    const user = userOf(call)
    const before = profileOf(user)
    const { salt, passwordHash } = before
    if (!timingSafeEqual(hashOf(salt, required(call, 'OldPassword')), passwordHash)) {
      throw new AwsError('AccessDenied', 403, 'The old password was incorrect.')
    }
    user.loginProfile = profileWith(call, required(call, 'NewPassword'), false, before.createdAt)
    return undefined
  }),
  needs: (call) => [
    {
      action: 'iam:ChangePassword',
      resource: callersTarget(call).arn,
      // The account's policy can let every user do it.
      allowedByDefault: call.account.passwordPolicy?.usersMayChange === true,
    },
  ],
}

/** Users' passwords. They are kept as hashes; nothing signs in with them here. */
export const loginProfileActions: readonly QueryAction[] = [
  createProfile,
  getProfile,
  updateProfile,
  deleteProfile,
  changePassword,
]

function callersTarget(call: Call): Target {
  if (call.caller.principal.type !== 'user') {
    throw new AwsError('InvalidUserType', 400, 'Only IAM Users can change their own password')
  }
  return userTarget(call)
}

function userOf(call: Call): User {
  const name = userNameOf(call)
  if (name === undefined)
    throw validationError('Must specify userName when calling with non-User credentials')
  return findUser(call.account, name)
}

/** @throws AwsError `NoSuchEntity` */
function profileOf({ name, loginProfile }: User): LoginProfile {
  if (loginProfile === undefined) throw noSuchEntity(`Login Profile for User ${name} cannot be found.`)
  return loginProfile
}

function profileWith(
  call: Call,
  password: string,
  passwordResetRequired: boolean,
  createdAt: Date,
): LoginProfile {
  checkPassword(call.account, password)
  const salt = Uint8Array.from(call.randomBytes(16))
  return { createdAt, changedAt: call.now, salt, passwordHash: hashOf(salt, password), passwordResetRequired }
}

function hashOf(salt: Uint8Array, password: string): Uint8Array {
  return createHash('sha256').update(salt).update(password).digest()
}

function profileXml(user: User, profile: LoginProfile): Xml {
  return {
    UserName: user.name,
    CreateDate: profile.createdAt,
    PasswordResetRequired: profile.passwordResetRequired,
  }
}
