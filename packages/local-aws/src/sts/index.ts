import type { FetchDocument } from '../base/index.ts'
import type { QueryAction, UnsignedAction } from '../protocol/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { assumeRoleWithSaml } from './assume-role-with-saml.ts'
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts'
import { assumeRole } from './assume-role.ts'
import { getAccessKeyInfo } from './get-access-key-info.ts'
import { getCallerIdentity } from './get-caller-identity.ts'
import { getFederationToken } from './get-federation-token.ts'
import { getSessionToken } from './get-session-token.ts'
import { getWebIdentityToken } from './get-web-identity-token.ts'
import { createFindProviderKeys } from './provider-keys.ts'

/** The actions of STS that are signed, by name. */
export function stsActions(sessions: Sessions): ReadonlyMap<string, QueryAction> {
  const actions = [
    assumeRole(sessions),
    getAccessKeyInfo,
    getCallerIdentity,
    getFederationToken(sessions),
    getSessionToken(sessions),
    getWebIdentityToken,
  ]
  return new Map(actions.map((action) => [action.name, action]))
}

/** The actions of STS that take no signature, by name. */
export function unsignedStsActions(
  sessions: Sessions,
  fetchDocument: FetchDocument,
): ReadonlyMap<string, UnsignedAction> {
  const actions = [
    assumeRoleWithSaml(sessions),
    assumeRoleWithWebIdentity(sessions, createFindProviderKeys(fetchDocument)),
  ]
  return new Map(actions.map((action) => [action.name, action]))
}
