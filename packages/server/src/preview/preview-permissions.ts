import { sampleSession, type SessionFacts, type Told, tellAbilities } from '@hallpass/local-aws/abilities'
import {
  MalformedPolicyError,
  type NamedPolicy,
  parsePolicy,
  type PolicyUse,
} from '@hallpass/local-aws/policy'
import { warningsOf, type Warning } from './warnings.ts'

/** A policy, by name. */
export interface PolicyText {
  readonly name: string
  /** JSON. */
  readonly document: string
}

/** A role's policies, and what limits a session of it. */
export interface PreviewInput {
  readonly roleArn: string
  /** `AROA…`. */
  readonly roleId?: string | undefined
  readonly policies: readonly PolicyText[]
  readonly boundary?: PolicyText | undefined
  /** As it is sent with AssumeRole. */
  readonly sessionPolicy?: string | undefined
  readonly now: Date
}

/** What a session of a role may do, and may not. */
export interface Preview extends Told {
  readonly facts: SessionFacts
  readonly warnings: readonly Warning[]
  /** Policies that AWS would not take: they were left out. */
  readonly malformed: readonly string[]
}

/** Asks the policy engine about every ability. Pure. */
export function previewPermissions(input: PreviewInput): Preview {
  const malformed: string[] = []
  const read = ({ name, document }: PolicyText, use: PolicyUse): NamedPolicy | undefined => {
    try {
      return { name, policy: parsePolicy(document, use) }
    } catch (error) {
      if (!(error instanceof MalformedPolicyError)) throw error
      malformed.push(name)
      return undefined
    }
  }
  const { boundary, sessionPolicy } = input
  const permissionsBoundary = boundary && read(boundary, 'identity')
  const session =
    sessionPolicy === undefined
      ? undefined
      : read({ name: 'session policy', document: sessionPolicy }, 'session')
  const facts = sampleSession(input)
  const told = tellAbilities(
    {
      identity: input.policies.map((text) => read(text, 'identity')).filter((one) => one !== undefined),
      ...(permissionsBoundary && { permissionsBoundary }),
      ...(session && { session: [session] }),
    },
    facts,
  )
  const everything = told.whole.some(({ service }) => service === '*')
  return { ...told, facts, warnings: warningsOf(told.may, everything), malformed }
}
