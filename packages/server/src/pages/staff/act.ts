import { HallpassError } from 'hallpass'
import { removeStaffPasskey, staffLink } from '../../signin/index.ts'
import { changeStaff, disableStaff, enableStaff } from '../../staff/index.ts'
import { field, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { personPage } from './person.tsx'

/** Changes name, address and role, from what was on the page. */
export function saveStaff(call: PageCall, id: string) {
  return told(call, id, async () => {
    const form = await call.context.req.parseBody()
    const wanted = {
      name: field(form, 'name'),
      email: field(form, 'email'),
      role: field(form, 'role') === 'admin' ? ('admin' as const) : ('instructor' as const),
    }
    const version = Number(field(form, 'version'))
    await changeStaff(call.tools.services, requireStaff(call.actor), id, wanted, version)
    return seeOther(call.context, `/staff/${id}?done=saved`)
  })
}

/** Ends somebody's access. */
export function disableIt(call: PageCall, id: string) {
  return told(call, id, async () => {
    await disableStaff(call.tools.services, requireStaff(call.actor), await selection(call, id))
    return seeOther(call.context, `/staff/${id}?done=disabled`)
  })
}

/** Lets somebody back in. */
export function enableIt(call: PageCall, id: string) {
  return told(call, id, async () => {
    await enableStaff(call.tools.services, requireStaff(call.actor), await selection(call, id))
    return seeOther(call.context, `/staff/${id}?done=enabled`)
  })
}

/** Removes one of somebody's passkeys. */
export function removePasskeyOf(call: PageCall, id: string) {
  return told(call, id, async () => {
    const passkeyId = field(await call.context.req.parseBody(), 'passkey').slice(0, 2000)
    const { services } = call.tools
    await removeStaffPasskey(services, requireStaff(call.actor), { staffId: id, passkeyId })
    return seeOther(call.context, `/staff/${id}?done=passkey`)
  })
}

/** Makes a sign-in link, and shows it this once. */
export function linkIt(call: PageCall, id: string) {
  return told(call, id, async () =>
    personPage(call, id, { link: await staffLink(call.tools.services, requireStaff(call.actor), id) }),
  )
}

async function selection(call: PageCall, staffId: string) {
  const reason = field(await call.context.req.parseBody(), 'reason').slice(0, 500)
  return { staffId, ...(reason === '' ? {} : { reason }) }
}

/** What cannot be done is said on the page of whom it is about. */
async function told(call: PageCall, id: string, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    const about = ['InvalidInput', 'StateConflict', 'VersionConflict']
    if (!(error instanceof HallpassError) || !about.includes(error.code)) throw error
    return personPage(call, id, { problem: error })
  }
}
