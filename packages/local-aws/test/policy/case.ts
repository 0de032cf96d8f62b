import { parsePolicy } from '../../src/policy/index.ts'
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  NamedPolicy,
  PolicyUse,
  Principal,
} from '../../src/policy/index.ts'
import { principals } from './principals.ts'

/** A document as JSON. A list of statements stands for a document of version 2012-10-17. */
export type DocumentData = readonly unknown[] | Readonly<Record<string, unknown>>

/** One case of `test/cases/<group>/*.json`. */
export interface PolicyCase {
  readonly name: string
  /** The page of the AWS documentation, or the common mistake behind it. */
  readonly source: string
  readonly request: {
    readonly action: string
    readonly resource?: string
    readonly resourceAccount?: string
    /** A name of `principals.ts`. Default: `alice`. */
    readonly principal?: string
    readonly context?: Readonly<Record<string, string | readonly string[]>>
  }
  readonly policies: {
    readonly identity?: DocumentData
    readonly boundary?: DocumentData
    /** Several: every one is a policy of the session. */
    readonly session?: readonly DocumentData[]
    readonly resource?: DocumentData
    readonly trust?: DocumentData
    readonly serviceControl?: ReadonlyArray<readonly DocumentData[]>
    readonly resourceControl?: ReadonlyArray<readonly DocumentData[]>
  }
  readonly expected: {
    readonly decision: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied'
    /** Part of what `explain()` says. */
    readonly because: string
    /** The whole of what `denialMessage()` says, where the case is about it. */
    readonly message?: string
  }
}

/** A case of `test/cases/malformed`: what is wrong with a document, or that it is taken. */
export interface DocumentCase {
  readonly name: string
  readonly source: string
  readonly use: PolicyUse
  /** As JSON, or as a text where JSON could not hold it. */
  readonly document: unknown
  readonly expected: { readonly decision: 'Refused' | 'Accepted'; readonly because: string }
}

export function requestOf({ request }: PolicyCase): AuthorizationRequest {
  const { context = {}, principal = 'alice', resource = '*', ...rest } = request
  return {
    ...rest,
    resource,
    principal: principalNamed(principal),
    context: new Map(
      Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]),
    ),
  }
}

/** @param parse the parser, where it is not the one of the sources */
export function policiesOf({ policies }: PolicyCase, parse = parsePolicy): ApplicablePolicies {
  const { identity, boundary, session, resource, trust, serviceControl, resourceControl } = policies
  const named = (document: DocumentData, use: PolicyUse, name: string): NamedPolicy => ({
    name,
    policy: parse(documentText(document), use),
  })
  const levels = (
    list: ReadonlyArray<readonly DocumentData[]>,
    use: PolicyUse,
    name: string,
  ): NamedPolicy[][] => list.map((level) => level.map((document) => named(document, use, name)))
  return {
    ...(identity && { identity: [named(identity, 'identity', 'Permissions')] }),
    ...(boundary && { permissionsBoundary: named(boundary, 'boundary', 'Boundary') }),
    ...(session && { session: session.map((document) => named(document, 'session', 'Session')) }),
    ...(resource && { resource: { ...named(resource, 'resource', 'Bucket'), kind: 'resource' } as const }),
    ...(trust && { resource: { ...named(trust, 'trust', 'Trust'), kind: 'trust' } as const }),
    ...(serviceControl && { serviceControl: levels(serviceControl, 'serviceControl', 'Scp') }),
    ...(resourceControl && { resourceControl: levels(resourceControl, 'resourceControl', 'Rcp') }),
  }
}

export function documentText(document: DocumentData): string {
  return JSON.stringify(Array.isArray(document) ? { Version: '2012-10-17', Statement: document } : document)
}

function principalNamed(name: string): Principal {
  const principal = principals[name]
  if (principal === undefined) throw new TypeError(`no principal ${name} in principals.ts`)
  return principal
}
