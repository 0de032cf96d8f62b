import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  anyResource,
  findRole,
  findUser,
  iamAction,
  noSuchEntity,
  requiredName,
  roleTarget,
  userNameOf,
  userTarget,
  pageParameters,
  pageOf,
} from '../request/index.ts'

/**
 * Questions about features that the local AWS does not have, which tools ask on the way: Terraform before it
 * deletes a user or a role, the AWS CLI for an account's summary. The honest answer is that there are none.
 */
export const absentFeatureActions: readonly QueryAction[] = [
  emptyUserList('ListSigningCertificates', 'Certificates'),
  emptyUserList('ListSSHPublicKeys', 'SSHPublicKeys'),
  emptyUserList('ListServiceSpecificCredentials', 'ServiceSpecificCredentials'),
  iamAction('ListAccountAliases', [...pageParameters], anyResource, (call) => ({
    AccountAliases: [],
    ...noPage(call),
  })),
  iamAction('ListInstanceProfilesForRole', ['RoleName', ...pageParameters], roleTarget, (call) => {
    findRole(call.account, requiredName(call, 'RoleName'))
    return { InstanceProfiles: [], ...noPage(call) }
  }),
  iamAction('GetLoginProfile', ['UserName'], userTarget, (call) => {
    throw noLoginProfile(userNameOf(call))
  }),
  iamAction('DeleteLoginProfile', ['UserName'], userTarget, (call) => {
    throw noLoginProfile(userNameOf(call))
  }),
]

function emptyUserList(name: string, element: string): QueryAction {
  return iamAction(name, ['UserName', ...pageParameters], userTarget, (call) => {
    const userName = userNameOf(call)
    if (userName !== undefined) findUser(call.account, userName)
    return { [element]: [], ...noPage(call) }
  })
}

/** The page of a list without anything in it. */
function noPage(call: Call) {
  return pageOf<string>(call, [], (item) => item).rest
}

function noLoginProfile(userName: string | undefined) {
  return noSuchEntity(`Login Profile for User ${userName ?? ''} cannot be found.`)
}
