import { startCluster } from '../../src/store/index.ts'

/** Starts a cluster and stops it again. */
export async function startAndStop(folder: string): Promise<void> {
  await (await startCluster({ folder })).close()
}

// As a process of its own: holds the folder that it is given until it is killed.
const [, script, folder] = process.argv
if (script === import.meta.filename && folder !== undefined) {
  await startCluster({ folder })
  process.stdout.write('ready\n')
  setInterval(() => {}, 60_000)
}
