import { texts } from '../../texts/index.ts'

/** The state of a workshop or of somebody in it, in words and a colour. */
export function State({ state }: { readonly state: string }) {
  return <span class={`state ${state}`}>{stateText(state)}</span>
}

export function stateText(state: string): string {
  return texts.states[state] ?? state
}
