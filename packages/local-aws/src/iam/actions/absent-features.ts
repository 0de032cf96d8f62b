import type { Call, QueryAction } from '../../protocol/index.ts'
import { findUser, iamAction, pageOf, pageParameters, userNameOf, userTarget } from '../request/index.ts'

/**
 * Questions about features that the local AWS does not have, which Terraform asks on the way, before it
 * deletes a user. The honest answer is that there are none.
 */
export const absentFeatureActions: readonly QueryAction[] = [
  emptyUserList('ListSigningCertificates', 'Certificates'),
  emptyUserList('ListSSHPublicKeys', 'SSHPublicKeys'),
  emptyUserList('ListServiceSpecificCredentials', 'ServiceSpecificCredentials'),
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
