import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  alreadyExists,
  anyResource,
  checkLength,
  constraintError,
  iamAction,
  noSuchEntity,
  pageOf,
  pageParameters,
  required,
} from '../request/index.ts'

const createAlias = iamAction('CreateAccountAlias', ['AccountAlias'], anyResource, (call) => {
  const alias = checkedAlias(call)
  if ([...call.state.accounts.values()].some((account) => account.alias === alias)) {
    throw alreadyExists(`The account alias ${alias} already exists.`)
  }
  // An account has one: a new one replaces it.
  call.account.alias = alias
  return undefined
})

const deleteAlias = iamAction('DeleteAccountAlias', ['AccountAlias'], anyResource, (call) => {
  const alias = checkedAlias(call)
  if (call.account.alias !== alias) throw noSuchEntity(`The Account Alias ${alias} cannot be found.`)
  call.account.alias = undefined
  return undefined
})

const listAliases = iamAction('ListAccountAliases', pageParameters, anyResource, (call) => {
  const { alias } = call.account
  const { items, rest } = pageOf(call, alias === undefined ? [] : [alias], (item) => item)
  return { AccountAliases: items, ...rest }
})

/** The account's other name, unique among all accounts. */
export const accountAliasActions: readonly QueryAction[] = [createAlias, deleteAlias, listAliases]

function checkedAlias(call: Call): string {
  const alias = required(call, 'AccountAlias')
  checkLength(alias, 'AccountAlias', 3, 63)
  if (!/^[a-z0-9](?:-?[a-z0-9])*$/.test(alias)) {
    throw constraintError(
      alias,
      'AccountAlias',
      'Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$',
    )
  }
  return alias
}
