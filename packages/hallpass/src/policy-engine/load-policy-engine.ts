import type * as Engine from '@hallpass/local-aws/policy'
import { isMissingModule } from '../base/index.ts'

/** Parses and evaluates policies as IAM does: pure, without calls. */
export type PolicyEngine = typeof Engine

/** What evaluates policies, which is part of a package of its own; `undefined` where that is not installed. */
export async function loadPolicyEngine(): Promise<PolicyEngine | undefined> {
  try {
    return await import('@hallpass/local-aws/policy')
  } catch (error) {
    if (isMissingModule(error)) return undefined
    throw error
  }
}

/** What to type where there is no engine. */
export const engineInstallCommand = 'npm install @hallpass/local-aws'
