import { HallpassError } from 'hallpass'
import { addStaff, listStaff } from '../../staff/index.ts'
import type { StaffRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import {
  field,
  Layout,
  Moment,
  page,
  type PageCall,
  Problem,
  requireStaff,
  seeOther,
  State,
} from '../frame/index.ts'
import { Fields, type TypedStaff } from './fields.tsx'

const words = texts.staff
const most = 1000

/** Everybody who runs workshops, and the form that adds somebody. */
export async function staffPage(call: PageCall, typed: Partial<TypedStaff> = {}, problem?: HallpassError) {
  const actor = requireStaff(call.actor)
  const everybody = await listStaff(call.tools.services, actor, { limit: most })
  const byName = everybody.toSorted((one, other) => one.name.localeCompare(other.name))
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <h1>{words.title}</h1>
      <p>{words.about}</p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>{words.name}</th>
              <th>{words.email}</th>
              <th>{words.role}</th>
              <th>{words.state}</th>
              <th>{words.lastSeen}</th>
            </tr>
          </thead>
          <tbody>
            {byName.map((row) => (
              <Row row={row} />
            ))}
          </tbody>
        </table>
      </div>
      <form class="card" method="post" action="/staff">
        <h2>{words.add}</h2>
        {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
        <Fields typed={typed} />
        <div class="row">
          <button class="main">{words.addIt}</button>
        </div>
      </form>
    </Layout>,
    problem === undefined ? 200 : 409,
  )
}

function Row({ row }: { readonly row: StaffRow }) {
  return (
    <tr>
      <td class="name">
        <a href={`/staff/${row.id}`}>{row.name}</a>
      </td>
      <td>{row.email}</td>
      <td>{words.roles[row.role]}</td>
      <td>
        <State state={row.disabled_at === null ? 'active' : 'disabled'} />
      </td>
      <td>
        {row.last_signed_in_at === null ? (
          words.never
        ) : (
          <Moment at={row.last_signed_in_at} zone="UTC" withDate />
        )}
      </td>
    </tr>
  )
}

/** Adds somebody; what is wrong is said on the form, and nothing that was typed is lost. */
export async function addIt(call: PageCall) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody()
  const typed = { name: field(form, 'name'), email: field(form, 'email'), role: field(form, 'role') }
  try {
    const { id } = await addStaff(call.tools.services, actor, {
      ...typed,
      role: typed.role === 'admin' ? 'admin' : 'instructor',
    })
    return seeOther(call.context, `/staff/${id}?done=added`)
  } catch (error) {
    if (!(error instanceof HallpassError) || !['InvalidInput', 'StateConflict'].includes(error.code))
      throw error
    return staffPage(call, typed, error)
  }
}
