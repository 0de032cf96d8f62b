import { addAccessKey, type KeyPair, type State } from '../model/index.ts'
import type { Place } from './call-action.ts'
import { checkShape } from './check-shape.ts'
import { plantBucket } from './plant-bucket.ts'
import {
  at,
  plantGroup,
  plantPolicy,
  plantProvider,
  plantRole,
  plantServiceControl,
  plantUser,
  trustRole,
} from './plant-identities.ts'
import {
  connectQueue,
  connectTopic,
  plantParameter,
  plantQueue,
  plantSecret,
  plantTopic,
} from './plant-services.ts'
import { plantTable } from './plant-table.ts'
import { SeedError, step } from './seed-error.ts'
import { seedShape } from './seed-shape.ts'
import type { Seed, SeedAccount, SeedMember } from './seed.ts'

/** Where a seed is made. */
export interface SeedPlace extends Omit<Place, 'account'> {
  readonly state: State
}

/**
 * Checks a seed's shape, and says which accounts it has beside the first.
 *
 * @throws SeedError
 */
export function seededAccounts(seed: Seed): readonly string[] {
  checkShape(seed, seedShape)
  return membersOf(seed).map(([id]) => id)
}

function membersOf(seed: Seed): ReadonlyArray<readonly [id: string, member: SeedMember]> {
  return Object.entries(seed.accounts ?? {}).filter(([, member]) => isThere(member))
}

/** What is `undefined` counts as left out. */
function isThere(value: unknown): boolean {
  return value !== undefined
}

/**
 * Makes what a seed has by the actions that make it for everybody else, so that what AWS refuses is refused here.
 * Whatever can be named is made before what can name it.
 *
 * @param seed of the right shape, with no accounts but those that are there: see {@link seededAccounts}
 * @returns the users' keys: by name those of the first account, by account and name (`222233334444/anna`) the others
 * @throws SeedError a TypeError with the place in the seed, and AWS's sentence
 */
export function plantSeed(seed: Seed, place: SeedPlace): ReadonlyMap<string, KeyPair> {
  const keys = new Map<string, KeyPair>()
  const first = place.state.organization.managementAccountId
  const accounts: ReadonlyArray<readonly [id: string, seeded: SeedAccount, path: string]> = [
    [first, seed, ''],
    ...membersOf(seed).map(([id, member]) => [id, member, `.accounts${step(id)}`] as const),
  ]
  const planted = accounts.map(([id, seeded, path]) => {
    const account = place.state.accounts.get(id)
    if (account === undefined) throw new SeedError(path, `there is no account ${id}`)
    return { seeded, path, there: { ...place, account } }
  })
  const each = <Made>(
    kind: keyof SeedAccount,
    of: (seeded: SeedAccount) => Readonly<Record<string, Made>> | undefined,
    plant: (there: Place, name: string, made: Made, path: string) => void,
  ): void => {
    for (const { seeded, path, there } of planted) {
      for (const [name, made] of Object.entries(of(seeded) ?? {})) {
        if (isThere(made)) plant(there, name, made, `${path}.${kind}${step(name)}`)
      }
    }
  }
  each('policies', ({ policies }) => policies, plantPolicy)
  each('groups', ({ groups }) => groups, plantGroup)
  each('oidcProviders', ({ oidcProviders }) => oidcProviders, plantProvider)
  each(
    'users',
    ({ users }) => users,
    (there, name, user, path) => {
      plantUser(there, name, user, path)
      const { id } = there.account
      const { key } = user
      at(`${path}.key`, () =>
        keys.set(
          id === first ? name : `${id}/${name}`,
          addAccessKey(there.state, { ...there, userName: name, key }),
        ),
      )
    },
  )
  each('roles', ({ roles }) => roles, plantRole)
  each('roles', ({ roles }) => roles, trustRole)
  each('buckets', ({ buckets }) => buckets, plantBucket)
  each('parameters', ({ parameters }) => parameters, plantParameter)
  each('secrets', ({ secrets }) => secrets, plantSecret)
  each('queues', ({ queues }) => queues, plantQueue)
  each('queues', ({ queues }) => queues, connectQueue)
  each('topics', ({ topics }) => topics, plantTopic)
  each('topics', ({ topics }) => topics, connectTopic)
  each('tables', ({ tables }) => tables, plantTable)
  for (const [id, member] of membersOf(seed)) {
    const account = place.state.accounts.get(id)
    if (account !== undefined) plantServiceControl(account, member, `.accounts${step(id)}`)
  }
  return keys
}
