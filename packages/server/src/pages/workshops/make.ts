import { HallpassError } from 'hallpass'
import { previewRole } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import { createWorkshop, requireWorkshop, type WorkshopInput } from '../../workshop/index.ts'
import { field, type PageCall, requireStaff, seeOther } from '../frame/index.ts'
import { type FormFor, workshopFormPage } from './form-page.tsx'
import { handedOutByForm, readForm } from './read-form.ts'
import type { Typed } from './typed.ts'
import { typedAgain } from './typed-workshop.ts'

/** The form for a new workshop: empty, or as another one was. */
export async function newWorkshopPage(call: PageCall) {
  const from = call.context.req.query('from')
  if (from === undefined) return workshopFormPage(call)
  const { services } = call.tools
  const source = await requireWorkshop(services.database, requireStaff(call.actor), 'workshop.read', from)
  return workshopFormPage(call, typedAgain(source, services.now()), { purpose: formLike(from) })
}

/** Makes the workshop; what is wrong is said on the form, and nothing that was typed is lost. */
export async function makeWorkshop(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const form = await call.context.req.parseBody()
  const from = field(form, 'from')
  const purpose = from === '' ? undefined : { purpose: formLike(from) }
  try {
    if (field(form, 'state') === 'preview') {
      const preview = await previewRole(services, handedOutByForm(form))
      return await workshopFormPage(call, typedOf(form), { preview, ...purpose })
    }
    const state = field(form, 'state') === 'draft' ? 'draft' : 'open'
    const input = { ...(await takenAlong(call, from)), ...readForm(form) }
    const workshop = await createWorkshop(services, actor, input, state)
    return seeOther(call.context, `/workshops/${workshop.id}`)
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'InvalidInput') throw error
    return workshopFormPage(call, typedOf(form), { problem: error, ...purpose })
  }
}

/** What was typed; a box that is not ticked is not sent. */
export function typedOf(form: Readonly<Record<string, unknown>>): Typed {
  return { console: 'no', ...Object.fromEntries(Object.keys(form).map((name) => [name, field(form, name)])) }
}

function formLike(from: string): FormFor {
  return { title: texts.workshopForm.title, action: '/workshops/new', from }
}

/** What a copy has of its original beside what is on the form. */
async function takenAlong(call: PageCall, from: string): Promise<Partial<WorkshopInput>> {
  if (from === '') return {}
  const source = await requireWorkshop(
    call.tools.services.database,
    requireStaff(call.actor),
    'workshop.read',
    from,
  )
  const { issuer, session_policy: sessionPolicy, session_tags: sessionTags, join_cap: joinCap } = source
  return { issuer, sessionPolicy, sessionTags, joinCap }
}
