import type { Decision, Principal, StatementReference, Step } from './decision.ts'

/**
 * The sentence AWS answers a denied request with.
 *
 * @throws TypeError for a decision that allowed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(decision: Decision): string {
  if (decision.decision === 'Allowed') throw new TypeError('the decision is not a denial')
  const { action, principal, resource } = decision.request
  // STS gives no reason to someone it does not know yet.
  if (principal.type === 'web-identity') return `Not authorized to perform ${action}`
  const denied = `User: ${callerName(principal)} is not authorized to perform: ${action} on resource: ${resource}`
  if (decision.by !== undefined) return `${denied} with an explicit deny in ${article(decision.by.kind)}`
  return `${denied} because no ${decision.missing ?? 'identity-based policy'} allows the ${action} action`
}

/** A few lines for a person: what was decided, by which statement, and why each policy that did not allow did not. */
export function explain(decision: Decision): string {
  const { action, resource, principal } = decision.request
  const lines = [
    `${decision.decision}: ${action} on ${resource} for ${callerName(principal)}`,
    verdict(decision),
  ]
  for (const step of decision.steps) lines.push(...stepLines(step))
  return lines.join('\n')
}

function verdict({ decision, by, missing, request }: Decision): string {
  if (decision === 'ImplicitlyDenied') return `no ${missing ?? 'policy'} allows it`
  const word = decision === 'Allowed' ? 'allowed' : 'denied'
  if (by !== undefined) return `${word} by ${cite(by)} of the ${by.kind} ${by.policy}`
  return request.principal.type === 'root' ? 'the root user is allowed by default' : word
}

function stepLines(step: Step): string[] {
  if (step.outcome === 'NotApplicable') return []
  if (step.outcome === 'Allowed') return [`  ${step.kind}: allowed${byWords(step.by)}`]
  if (step.outcome === 'ExplicitlyDenied') return [`  ${step.kind}: denied${byWords(step.by)}`]
  if (step.mismatches.length === 0) return [`  ${step.kind}: not allowed, there is no Allow statement`]
  const reasons = step.mismatches.map(
    (mismatch) => `    ${mismatch.policy}, ${cite(mismatch)}: ${mismatch.because}`,
  )
  return [`  ${step.kind}: not allowed`, ...reasons]
}

function byWords(by: StatementReference | undefined): string {
  return by === undefined ? '' : ` by ${cite(by)} of ${by.policy}`
}

/** Statements are counted from one, as people do. */
function cite({ index, sid }: { index: number; sid: string | undefined }): string {
  return sid === undefined ? `statement ${index + 1}` : `statement ${index + 1} (${sid})`
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`
}

function callerName(principal: Principal): string {
  if (principal.type === 'anonymous') return 'anonymous'
  return principal.type === 'service' ? principal.service : principal.arn
}
