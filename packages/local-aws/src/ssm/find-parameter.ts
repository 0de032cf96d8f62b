import { type Parameter, type ParameterVersion, regionAt } from '../model/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import { parameterNotFound, versionNotFound } from './errors.ts'
import { type ParameterReference, parameterReference } from './parameter-name.ts'

/** The parameters of the caller's account in the region of the call, by name. */
export function parametersOf(call: Call): ReadonlyMap<string, Parameter> {
  return regionAt(call.account, call.region)?.parameters ?? new Map<string, Parameter>()
}

/** Deletes a parameter. `false`: there was none of that name. */
export function removeParameter(call: Call, name: string): boolean {
  return regionAt(call.account, call.region)?.parameters.delete(name) ?? false
}

/** A parameter by its name or its arn, which does not tell whether a name begins with a slash. */
export function parameterAt(call: Call, { name, arn, byArn }: ParameterReference): Parameter | undefined {
  const parameters = parametersOf(call)
  const found = parameters.get(name) ?? (byArn ? parameters.get(`/${name}`) : undefined)
  return found?.arn === arn ? found : undefined
}

/** @throws AwsError `ParameterNotFound` */
export function findParameter(call: Call, text: string): Parameter {
  const found = parameterAt(call, parameterReference(call, text))
  if (found === undefined) throw parameterNotFound()
  return found
}

/**
 * A parameter that is named by its name alone: where a parameter is changed, its arn or one of its versions
 * stands for none.
 */
export function parameterNamed(call: Call, text: string): Parameter | undefined {
  return parametersOf(call).get(text)
}

/** @throws AwsError `ParameterNotFound` */
export function findParameterNamed(call: Call, text: string): Parameter {
  const found = parameterNamed(call, text)
  if (found === undefined) throw parameterNotFound()
  return found
}

/** The version that has that number or that label; the newest where nothing is asked for. */
export function selectedVersion(
  { versions }: Parameter,
  selector: string | undefined,
): ParameterVersion | undefined {
  if (selector === undefined) return versions.at(-1)
  return versions.find(({ version, labels }) => String(version) === selector || labels.has(selector))
}

/** @throws AwsError `ParameterVersionNotFound` */
export function findVersion(parameter: Parameter, selector: string | undefined): ParameterVersion {
  const found = selectedVersion(parameter, selector)
  if (found === undefined) throw versionNotFound(parameter.name, selector ?? '')
  return found
}

/** What an action on a parameter needs, which may not be there. */
export function parameterNeed(
  call: Call,
  action: string,
  text: string,
  context: ReadonlyMap<string, readonly string[]> = new Map(),
): AuthorizationNeed {
  const reference = parameterReference(call, text)
  const tags = parameterAt(call, reference)?.tags ?? new Map<string, string>()
  const keys = new Map(context)
  for (const [key, value] of tags) {
    keys.set(`aws:ResourceTag/${key}`, [value])
    keys.set(`ssm:resourceTag/${key}`, [value])
  }
  return {
    action: `ssm:${action}`,
    resource: reference.arn,
    context: keys,
    ...resourceAccount(call, reference),
  }
}

function resourceAccount(
  { account }: Call,
  { arn }: ParameterReference,
): { readonly resourceAccount?: string } {
  const owner = arn.split(':')[4]
  return owner === undefined || owner === account.id ? {} : { resourceAccount: owner }
}
