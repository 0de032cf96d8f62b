import { AwsError } from '../base/index.ts'
import { DataError, type Snapshot, type Snapshots } from '../snapshot/index.ts'
import { jsonAnswer, type LocalRoute } from './route.ts'

/** How many are kept at most: each holds a copy of all there was. */
const mostSnapshots = 100

/**
 * `POST /_local/reset`, and snapshots by name, which end with the process. They are of all accounts together, and so
 * the management account's alone, whatever the policies of another one say.
 */
export function snapshotRoutes(
  { save, load, reset }: Pick<Snapshots, 'save' | 'load' | 'reset'>,
  managementAccount: string,
): readonly LocalRoute[] {
  const kept = new Map<string, Snapshot>()
  const find = (name: string): Snapshot => {
    const snapshot = kept.get(name)
    if (snapshot !== undefined) return snapshot
    throw new AwsError('NotFound', 404, `There is no snapshot ${name}.`)
  }
  const routes: readonly LocalRoute[] = [
    {
      method: 'POST',
      path: '/reset',
      action: 'Reset',
      about: 'puts everything back as it was at the beginning',
      run: () => {
        written(reset)
        return jsonAnswer(200, { reset: true })
      },
    },
    {
      method: 'GET',
      path: '/snapshots',
      action: 'ListSnapshots',
      about: 'the snapshots that are kept',
      run: () => jsonAnswer(200, { snapshots: [...kept].map(([name, one]) => shown(name, one)) }),
    },
    {
      method: 'PUT',
      path: '/snapshots/*',
      action: 'SaveSnapshot',
      about: 'keeps everything as it is now, under a name; one that is called so is replaced',
      run: ({ name }) => {
        if (!kept.has(name) && kept.size >= mostSnapshots) {
          throw new AwsError(
            'LimitExceeded',
            409,
            `There are ${mostSnapshots} snapshots already: delete one.`,
          )
        }
        const snapshot = save()
        kept.set(name, snapshot)
        return jsonAnswer(201, shown(name, snapshot))
      },
    },
    {
      method: 'POST',
      path: '/snapshots/*/load',
      action: 'LoadSnapshot',
      about: 'puts everything back as it was then',
      run: ({ name }) => {
        const snapshot = find(name)
        written(() => load(snapshot))
        return jsonAnswer(200, shown(name, snapshot))
      },
    },
    {
      method: 'DELETE',
      path: '/snapshots/*',
      action: 'DeleteSnapshot',
      about: 'forgets a snapshot',
      run: ({ name }) => {
        const snapshot = find(name)
        kept.delete(name)
        return jsonAnswer(200, shown(name, snapshot))
      },
    },
  ]
  return routes.map((route) => ({
    ...route,
    run: (call) => {
      if (call.caller.account === managementAccount) return route.run(call)
      throw new AwsError(
        'AccessDenied',
        403,
        `Only the account ${managementAccount} puts back what is of all accounts.`,
      )
    },
  }))
}

function shown(name: string, { takenAt }: Snapshot) {
  return { name, takenAt: takenAt.toISOString() }
}

/** Everything is replaced by then, and written down by the next request that finds room. */
function written(change: () => void): void {
  try {
    change()
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    throw new AwsError('InsufficientStorage', 507, 'The local AWS cannot write down what you ask for.', {
      reason: error.message,
    })
  }
}
