import { AwsError, requestId } from '../../base/index.ts'
import type { TokenIssuer } from '../../model/index.ts'
import { type Call, checkNotReplaced, type QueryAction } from '../../protocol/index.ts'
import { createTokenKeys, issuerUrl } from '../../tokens/index.ts'
import { anyResource, iamAction } from '../request/index.ts'

const enable = iamAction('EnableOutboundWebIdentityFederation', [], anyResource, async (call) => {
  checkDisabled(call)
  const keys = call.account.tokenIssuer?.keys ?? (await createTokenKeys(() => requestId(call.randomBytes)))
  checkNotReplaced(call)
  // Somebody else may have enabled it in the meantime.
  checkDisabled(call)
  const issuer: TokenIssuer = {
    // An account has one address for good: it is the same when it is enabled again.
    id: call.account.tokenIssuer?.id ?? requestId(call.randomBytes),
    keys: call.account.tokenIssuer?.keys ?? keys,
    isEnabled: true,
  }
  call.account.tokenIssuer = issuer
  return { IssuerIdentifier: identifierOf(call, issuer) }
})

const disable = iamAction('DisableOutboundWebIdentityFederation', [], anyResource, (call) => {
  enabledIssuer(call).isEnabled = false
  return undefined
})

const getInfo = iamAction('GetOutboundWebIdentityFederationInfo', [], anyResource, (call) => ({
  IssuerIdentifier: identifierOf(call, enabledIssuer(call)),
  JwtVendingEnabled: true,
}))

/** Whether the account's principals may get tokens for services elsewhere: see GetWebIdentityToken. */
export const outboundWebIdentityActions: readonly QueryAction[] = [enable, disable, getInfo]

function checkDisabled({ account }: Call): void {
  if (account.tokenIssuer?.isEnabled !== true) return
  throw new AwsError(
    'FeatureEnabled',
    409,
    'Outbound web identity federation is already enabled for this account.',
  )
}

function enabledIssuer({ account }: Call): TokenIssuer {
  if (account.tokenIssuer?.isEnabled === true) return account.tokenIssuer
  throw new AwsError(
    'FeatureDisabled',
    404,
    'Outbound web identity federation is not enabled for this account.',
  )
}

function identifierOf(call: Call, { id }: TokenIssuer): string {
  return issuerUrl(id, call.headers.get('host'))
}
