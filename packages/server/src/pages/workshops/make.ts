import { HallpassError } from 'hallpass'
import { previewRole } from '../../preview/index.ts'
import { createWorkshop } from '../../workshop/index.ts'
import { field, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { newWorkshopPage } from './form-page.tsx'
import { handedOutByForm, readForm } from './read-form.ts'

/** Makes the workshop; what is wrong is said on the form, and nothing that was typed is lost. */
export async function makeWorkshop(call: PageCall) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody()
  const typed = Object.fromEntries(Object.keys(form).map((name) => [name, field(form, name)]))
  try {
    if (field(form, 'state') === 'preview') {
      const preview = await previewRole(call.tools.services, handedOutByForm(form))
      return await newWorkshopPage(call, { console: 'no', ...typed }, { preview })
    }
    const state = field(form, 'state') === 'draft' ? 'draft' : 'open'
    const workshop = await createWorkshop(call.tools.services, actor, readForm(form), state)
    return seeOther(call.context, `/workshops/${workshop.id}`)
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'InvalidInput') throw error
    return newWorkshopPage(call, { console: 'no', ...typed }, { problem: error })
  }
}
