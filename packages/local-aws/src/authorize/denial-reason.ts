import type { Decision, StatementMismatch, StatementReference, Step } from '../policy/index.ts'

const shownMismatches = 4

/**
 * Why a request was denied, in one line for the log: what denied it, or what was missing and which statements
 * came closest. `explain` of the policy engine says everything.
 */
export function denialReason(decision: Decision): string {
  const { by, request } = decision
  if (by !== undefined) {
    return `${decision.decision}: ${cite(by)} of ${policyName(by)} denies ${request.action} on ${request.resource}`
  }
  const step = decision.steps.find(
    ({ kind, outcome }) => kind === decision.missing && outcome === 'ImplicitlyDenied',
  )
  return `${decision.decision}: ${step === undefined ? 'nothing allows it' : missingAllow(step, decision)}`
}

function missingAllow({ kind, mismatches }: Step, { request }: Decision): string {
  const { action, resource, principal } = request
  if (kind === 'role trust policy') {
    const role = resource.slice(resource.lastIndexOf('/') + 1)
    const who = 'arn' in principal ? principal.arn : 'an anonymous caller'
    if (mismatches.every(({ element }) => element === 'Principal')) {
      return `the trust policy of role ${role} has no statement for ${who}`
    }
    return `the trust policy of role ${role} does not allow ${action} to ${who}${closest(mismatches, false)}`
  }
  return `no ${kind} allows ${action} on ${resource}${closest(mismatches, true)}`
}

/** The statements that are about something else altogether are left out while any is about this. */
function closest(mismatches: readonly StatementMismatch[], named: boolean): string {
  const far = new Set<string>(['Principal', 'Action'])
  const near = mismatches.filter(({ element }) => !far.has(element))
  const shown = (near.length === 0 ? mismatches : near).slice(0, shownMismatches)
  if (shown.length === 0) return ', there is none'
  const reasons = shown.map(
    (mismatch) => `${named ? `${mismatch.policy}, ` : ''}${cite(mismatch)}: ${mismatch.because}`,
  )
  return ` (${reasons.join('; ')})`
}

function policyName({ kind, policy }: StatementReference): string {
  return kind === 'role trust policy' ? `the trust policy of role ${policy}` : `the ${kind} ${policy}`
}

/** Statements are counted from one, as people do. */
function cite({ index, sid }: { readonly index: number; readonly sid: string | undefined }): string {
  return sid === undefined ? `statement ${index + 1}` : `statement ${index + 1} (${sid})`
}
