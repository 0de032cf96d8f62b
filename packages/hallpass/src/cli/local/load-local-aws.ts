import type * as LocalAws from '@hallpass/local-aws'
import { isMissingModule, HallpassError } from '../../base/index.ts'

/**
 * Loads the local AWS, which is a package of its own: the two commands that start it are the only ones that need it.
 *
 * @throws HallpassError `DependencyMissing`
 */
export async function loadLocalAws(): Promise<typeof LocalAws> {
  try {
    return await import('@hallpass/local-aws')
  } catch (error) {
    if (!isMissingModule(error)) throw error
    throw new HallpassError('DependencyMissing', 'the local AWS is not installed beside hallpass', {
      hint: 'install it: npm install @hallpass/local-aws',
      facts: { name: '@hallpass/local-aws' },
    })
  }
}
