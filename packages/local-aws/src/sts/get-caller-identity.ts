import type { Call, QueryAction, Xml } from '../protocol/index.ts'

/**
 * GetCallerIdentity: needs no permission, and an explicit Deny does not keep anybody from it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const getCallerIdentity: QueryAction = {
  name: 'GetCallerIdentity',
  parameters: [],
  needs: () => [],
  run,
}

function run(call: Call): Xml {
  const { principal, account } = call.caller
  return {
    Arn: 'arn' in principal ? principal.arn : '',
    UserId: 'userId' in principal ? principal.userId : account,
    Account: account,
  }
}
