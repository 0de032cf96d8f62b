import { nameKey, managedPolicyDocument, type PolicyHolder } from '../../model/index.ts'
import { asciiLowerCase, globMatcher, type Statement } from '../../policy/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  checkLength,
  constraintError,
  findGroup,
  findRole,
  findUser,
  iamAction,
  invalidInput,
  memberList,
  noSuchEntity,
  pageOf,
  required,
  type Target,
} from '../request/index.ts'

const mostNamespaces = 200

/** A policy, and for an inline one whose it is. */
interface Granting {
  readonly name: string
  readonly arn: string | undefined
  readonly entity: { readonly type: 'USER' | 'GROUP' | 'ROLE'; readonly name: string } | undefined
  readonly statements: readonly Statement[]
}

const target = (call: Call): Target => ({ arn: required(call, 'Arn') })

/**
 * ListPoliciesGrantingServiceAccess: for each service, which policies of a user, group or role allow something of
 * it. What denies, boundaries and conditions are not looked at, as AWS does not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html
 */
export const serviceAccessActions: readonly QueryAction[] = [
  iamAction('ListPoliciesGrantingServiceAccess', ['Arn', 'ServiceNamespaces[]', 'Marker'], target, (call) => {
    const policies = policiesOf(call)
    const { items, rest } = pageOf(call, namespacesOf(call), (namespace) => namespace)
    return {
      PoliciesGrantingServiceAccess: items.map((namespace) => ({
        ServiceNamespace: namespace,
        Policies: policies
          .filter(({ statements }) => statements.some((statement) => grants(statement, namespace)))
          .map(grantingXml),
      })),
      ...rest,
    }
  }),
]

function namespacesOf(call: Call): ReadonlySet<string> {
  const namespaces = memberList(call, 'ServiceNamespaces')
  if (namespaces.length === 0)
    throw constraintError(undefined, 'ServiceNamespaces', 'Member must not be null')
  if (namespaces.length > mostNamespaces) {
    throw constraintError(
      undefined,
      'ServiceNamespaces',
      `Member must have length less than or equal to ${mostNamespaces}`,
    )
  }
  for (const namespace of namespaces) {
    checkLength(namespace, 'ServiceNamespaces', 1, 64)
    if (!/^[\w-]+$/.test(namespace)) {
      throw constraintError(
        namespace,
        'ServiceNamespaces',
        String.raw`Member must satisfy regular expression pattern: [\w-]*`,
      )
    }
  }
  return new Set(namespaces)
}

/**
 * Only for the arn that the entity has: it is what the caller was allowed to ask about. One with its name and another
 * path is none.
 *
 * @throws AwsError `InvalidInput`, `NoSuchEntity`
 */
function policiesOf(call: Call): readonly Granting[] {
  const arn = required(call, 'Arn')
  checkLength(arn, 'Arn', 20, 2048)
  const [, accountId, kind = '', path = ''] =
    /^arn:aws[a-z-]*:iam::(\d{12}):(user|group|role)\/(.+)$/s.exec(arn) ?? []
  const { account } = call
  if (accountId !== account.id) throw invalidInput(`ARN ${arn} is not valid.`)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (kind === 'role') return held(call, 'ROLE', withArn(arn, findRole(account, name)))
  if (kind === 'group') return held(call, 'GROUP', withArn(arn, findGroup(account, name)))
  const user = withArn(arn, findUser(account, name))
  const groups = [...user.groups].map((group) => account.groups.get(nameKey(group)))
  return [
    ...held(call, 'USER', user),
    ...groups.filter((group) => group !== undefined).flatMap((group) => held(call, 'GROUP', group)),
  ]
}

function withArn<Entity extends { readonly arn: string }>(arn: string, entity: Entity): Entity {
  if (entity.arn !== arn) throw noSuchEntity(`ARN ${arn} does not exist.`)
  return entity
}

function held(
  { state }: Call,
  type: 'USER' | 'GROUP' | 'ROLE',
  holder: PolicyHolder & { readonly name: string },
): readonly Granting[] {
  const inline = [...holder.inlinePolicies].map(([name, { policy }]) => ({
    name,
    arn: undefined,
    entity: { type, name: holder.name },
    statements: policy.statements,
  }))
  const managed = [...holder.attachedPolicies].flatMap((arn) => {
    const document = managedPolicyDocument(state, arn)
    if (document === undefined) return []
    const name = arn.slice(arn.lastIndexOf('/') + 1)
    return [{ name, arn, entity: undefined, statements: document.policy.statements }]
  })
  return [...inline, ...managed]
}

/** Whether a statement allows some action of a service. */
function grants({ effect, actions, notActions }: Statement, namespace: string): boolean {
  if (effect !== 'Allow') return false
  if (actions !== undefined) return actions.some((action) => serviceMatches(action, namespace))
  // What is left out leaves something of the service, unless it leaves out all of it.
  return !(notActions ?? []).some(
    (action) => serviceMatches(action, namespace) && /^(?:\*+|[^:]*:\*+)$/.test(action),
  )
}

function serviceMatches(action: string, namespace: string): boolean {
  const [service = ''] = action.split(':')
  return globMatcher(asciiLowerCase(service))(asciiLowerCase(namespace))
}

function grantingXml({ name, arn, entity }: Granting): Xml {
  return {
    PolicyName: name,
    PolicyType: arn === undefined ? 'INLINE' : 'MANAGED',
    PolicyArn: arn,
    EntityType: entity?.type,
    EntityName: entity?.name,
  }
}
