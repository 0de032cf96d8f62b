import { HallpassError, nearestName, shownValue } from '../../base/index.ts'
import { type NamedRequest, readRequests, userConfigPath } from '../../config/index.ts'
import { createJoinedLeases, joinedFolder } from '../../joined/index.ts'
import { readSharedConfig } from '../../shared-config/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/**
 * Finds a request by its name, and says where it stands.
 *
 * @throws HallpassError `UsageError` for a name that no file has, with the one that may be meant; `SettingInvalid`
 */
export function findRequest(context: CommandContext, name: string): NamedRequest {
  const { env, output } = context
  const requests = readRequests(env)
  const found = requests.find((one) => one.name === name)
  if (found === undefined) throw unknown(context, name, requests)
  if (found.shadows) {
    output.warning(
      `${name} is a request of this folder, ${found.file}, and hides your own of that name`,
      `your own is in ${userConfigPath(env)}`,
    )
  } else if (found.ofProject) {
    output.aside(`${name}: ${found.request.roleArn ?? 'the role that is asked for'}, by ${found.file}`)
  }
  return found
}

function unknown({ env }: CommandContext, name: string, requests: readonly NamedRequest[]): HallpassError {
  const names = requests.map((one) => one.name)
  return new HallpassError('UsageError', `there is no request ${shownValue(name)}`, {
    hint: hintFor(env, name, names),
    facts: { name },
  })
}

function hintFor(env: CommandContext['env'], name: string, names: readonly string[]): string {
  const near = nearestName(name, names)
  if (near !== undefined) return `did you mean ${near}?`
  if (createJoinedLeases(joinedFolder(env)).read(name) !== undefined) {
    return `it is a workshop that you joined: use its name with --lease, for exec and process`
  }
  if (name.startsWith('arn:')) return 'a role is given by --role-arn'
  if (readSharedConfig({ env }).profiles.has(name))
    return 'it is a profile: use its name with --source-profile'
  return names.length === 0
    ? `they stand in hallpass.config.json here, and in ${userConfigPath(env)}\nto make one: hallpass config init`
    : `there are: ${names.slice(0, 12).join(', ')}`
}
