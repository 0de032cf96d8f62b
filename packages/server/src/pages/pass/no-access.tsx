import { texts } from '../../texts/index.ts'
import { Problem, sentence } from '../frame/index.ts'
import type { Pass } from './read-pass.ts'

const words = texts.pass

/** Why there are no keys now, and what to do. */
export function NoAccess({ pass: { state, lease, workshop } }: { readonly pass: Pass }) {
  const [message, hint] = says(state, workshop.state)
  return (
    <>
      {state === 'revoked' ? (
        <Problem message={message} hint={hint} />
      ) : (
        // Nothing went wrong: it has not begun, is paused, or is over.
        <div class={state === 'suspended' ? 'note warn' : 'note'}>
          <strong>{sentence(message)}</strong>
          <div>{sentence(hint)}</div>
        </div>
      )}
      {lease.reason !== null && state !== 'ended' ? <p>{words.reason(lease.reason)}</p> : undefined}
    </>
  )
}

function says(state: string, workshopState: string): readonly [message: string, hint: string] {
  const all: Readonly<Record<string, readonly [message: string, hint: string]>> = words.noAccess
  if (state === 'pending' && workshopState === 'draft') return words.noAccess.draft
  return all[state] ?? words.noAccess.other
}
