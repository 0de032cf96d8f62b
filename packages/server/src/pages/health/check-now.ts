import { HallpassError } from 'hallpass'
import { beginCheck, hadNoTurn } from '../../checking/index.ts'
import { field, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { anchorOf } from './role-card.tsx'

/** A look takes a second or two; where the network answers nothing, the page does not wait for all of it. */
const patienceMs = 15_000

/** Has a role checked, and shows what was found; or that it is still being looked at. */
export async function checkNow(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { services, onFault } = call.tools
  const form = await call.context.req.parseBody()
  const role = { issuer: field(form, 'issuer'), roleArn: field(form, 'role') }
  let noTurn = false
  try {
    const { ended } = await beginCheck(services, actor, role)
    const told = ended.then(
      ({ result }) => hadNoTurn(result),
      (error: unknown) => {
        onFault(error, 'check')
        return false
      },
    )
    noTurn = await Promise.race([told, pause(patienceMs)])
  } catch (error) {
    // Pressed twice, or by two people: the page has what they want to know.
    if (!(error instanceof HallpassError) || error.code !== 'RateLimited') throw error
  }
  const anchor = anchorOf(role)
  return seeOther(call.context, noTurn ? `/health?no-turn=${anchor}#${anchor}` : `/health#${anchor}`)
}

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref()
  })
}
