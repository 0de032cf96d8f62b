import { HallpassError } from 'hallpass'
import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { requireWorkshop } from '../workshop/index.ts'
import { Layout } from './layout.tsx'
import { page } from './respond.tsx'
import type { PageCall } from './tools.ts'
import { requireStaff } from './workshops.tsx'

/** The code and its QR code, for the projector. */
export async function projectorPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const workshop = await requireWorkshop(call.tools.services.database, actor, 'workshop.read', id)
  const { join_code: code } = workshop
  if (code === null) throw new HallpassError('StateConflict', 'nobody joins this workshop by a code')
  const url = `${call.tools.publicUrl}/join/${code}`
  return page(
    call.context,
    <Layout title="Join" actor={actor}>
      <div class="projector">
        <h1>{workshop.name}</h1>
        <p class="big-code">{`${code.slice(0, 4)} ${code.slice(4)}`}</p>
        {raw(renderSVG(url, { border: 1 }))}
        <p>
          <a href={url}>{url}</a>
        </p>
        <p class="no-print">
          <a href={`/workshops/${id}`}>Back to the room</a>
        </p>
      </div>
    </Layout>,
  )
}
