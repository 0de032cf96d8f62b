import type { QueryAction } from '../../protocol/index.ts'
import { anyResource, iamAction, requiredWord } from '../request/index.ts'

/** Which tokens the global endpoint of STS makes; here they are of one kind, and only the summary shows it. */
export const tokenPreferenceActions: readonly QueryAction[] = [
  iamAction('SetSecurityTokenServicePreferences', ['GlobalEndpointTokenVersion'], anyResource, (call) => {
    const version = requiredWord(call, 'GlobalEndpointTokenVersion', ['v1Token', 'v2Token'])
    call.account.tokenVersion = version === 'v1Token' ? 1 : 2
    return undefined
  }),
]
