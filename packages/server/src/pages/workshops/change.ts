import { HallpassError } from 'hallpass'
import { archiveWorkshop, changeWorkshop } from '../../lifecycle/index.ts'
import { previewRole } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import { requireWorkshop, type Workshop } from '../../workshop/index.ts'
import { field, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { type FormFor, workshopFormPage } from './form-page.tsx'
import { typedOf } from './make.ts'
import { handedOutByForm, readForm } from './read-form.ts'
import { typedWorkshop } from './typed-workshop.ts'

/** The form of a workshop that there is. */
export async function changePage(call: PageCall, id: string) {
  const workshop = await readWorkshop(call, id)
  return workshopFormPage(call, typedWorkshop(workshop), { purpose: formOf(workshop) })
}

/** Changes it, unless somebody else did meanwhile. */
export async function changeIt(call: PageCall, id: string) {
  const workshop = await readWorkshop(call, id)
  const form = await call.context.req.parseBody()
  const purpose = formOf(workshop)
  try {
    if (field(form, 'state') === 'preview') {
      const preview = await previewRole(call.tools.services, {
        ...handedOutByForm(form),
        issuer: workshop.issuer,
        sessionPolicy: workshop.session_policy,
      })
      return await workshopFormPage(call, typedOf(form), { preview, purpose })
    }
    const { roles, ...input } = readForm(form)
    // Several were given over the API: the form has the first alone, and leaves them as they are.
    const otherRole = workshop.roles.length === 1 && roles[0]?.roleArn !== workshop.roles[0]?.roleArn
    await changeWorkshop(
      call.tools.services,
      requireStaff(call.actor),
      id,
      { ...input, ...(otherRole ? { roles } : {}) },
      Number(field(form, 'version')),
    )
    return seeOther(call.context, `/workshops/${id}`)
  } catch (error) {
    if (!(error instanceof HallpassError) || !shown.has(error.code)) throw error
    return workshopFormPage(call, typedOf(form), { problem: error, purpose })
  }
}

/** Puts a workshop that is over away. */
export async function archiveIt(call: PageCall, id: string) {
  await archiveWorkshop(call.tools.services, requireStaff(call.actor), { workshopId: id })
  return seeOther(call.context, '/workshops')
}

const shown: ReadonlySet<string> = new Set(['InvalidInput', 'VersionConflict', 'StateConflict'])

function readWorkshop(call: PageCall, id: string): Promise<Workshop> {
  const actor = requireStaff(call.actor)
  return requireWorkshop(call.tools.services.database, actor, 'workshop.change', id)
}

function formOf(workshop: Workshop): FormFor {
  return {
    title: texts.workshopForm.change,
    action: `/workshops/${workshop.id}/change`,
    changes: workshop,
  }
}
