import { fileURLToPath } from 'node:url'

/** The repository's top folder, ending in a slash. */
export const repository: string = fileURLToPath(new URL('..', import.meta.url))

/** The launchers of the built packages: what would be published. */
export const built = {
  hallpass: `${repository}packages/hallpass/bin/hallpass.cjs`,
  localAws: `${repository}packages/local-aws/bin/local-aws.cjs`,
} as const
