import { HallpassError } from 'hallpass'
import type { WorkshopState } from '../store/index.ts'

export type WorkshopMove = 'open' | 'end' | 'archive'

/** Draft → open → ended → archived. A draft that is never opened can be ended too. */
export const workshopMoves: Readonly<Record<WorkshopState, Partial<Record<WorkshopMove, WorkshopState>>>> = {
  draft: { open: 'open', end: 'ended' },
  open: { end: 'ended' },
  ended: { archive: 'archived' },
  archived: {},
}

/** @throws HallpassError `StateConflict` */
export function moveWorkshop(state: WorkshopState, move: WorkshopMove): WorkshopState {
  const next = workshopMoves[state][move]
  if (next !== undefined) return next
  throw new HallpassError('StateConflict', `this workshop is ${state}`, {
    hint: state === 'ended' || state === 'archived' ? 'create a new one' : `it cannot ${move} from here`,
    facts: { name: state },
  })
}
