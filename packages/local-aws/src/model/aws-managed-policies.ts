import { createHash } from 'node:crypto'

import { base32 } from '../base/index.ts'
import { parsePolicy } from '../policy/index.ts'
import { type Definition, definitions } from './managed/index.ts'
import type { ManagedPolicy, PolicyDocument } from './identities.ts'

const madeAt = new Date('2015-02-06T18:39:46Z')

/**
 * The policies under `arn:aws:iam::aws:policy/` that the local AWS knows, by arn. Those whose description
 * begins with `Partial:` allow something else in detail than AWS's do.
 */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  definitions.map((definition) => {
    const policy = managedPolicy(definition)
    return [policy.arn, policy]
  }),
)

function managedPolicy({ name, path = '/', exact = false, statements }: Definition): ManagedPolicy {
  let parsed: PolicyDocument | undefined
  const version = {
    createdAt: madeAt,
    // Most are never asked for, and parsing all of them at every start would be felt.
    get document(): PolicyDocument {
      return (parsed ??= documentOf(name, statements))
    },
  }
  const description = `written for the local AWS after what AWS documents of ${name}.`
  return {
    name,
    path,
    id: `ANPA${base32(createHash('sha256').update(name).digest()).slice(0, 17)}`,
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    createdAt: madeAt,
    updatedAt: madeAt,
    description: exact ? description.replace('written', 'Written') : `Partial: ${description}`,
    tags: new Map(),
    defaultVersionId: 'v1',
    versions: new Map([['v1', version]]),
    nextVersion: 2,
  }
}

function documentOf(name: string, statements: readonly object[]): PolicyDocument {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 4)
  return { name, text, policy: parsePolicy(text, 'managed') }
}
