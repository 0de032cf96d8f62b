import { HallpassError } from 'hallpass'
import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { requireWorkshop } from '../../workshop/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, requireStaff } from '../frame/index.ts'

const words = texts.projector

/** The code and its QR code, for the projector. */
export async function projectorPage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const workshop = await requireWorkshop(call.tools.services.database, actor, 'workshop.read', id)
  const { join_code: code } = workshop
  if (code === null) throw new HallpassError('StateConflict', words.noCode)
  const url = `${call.tools.publicUrl}/join/${code}`
  return page(
    call.context,
    <Layout title={words.title} actor={actor}>
      <div class="projector">
        <h1>{workshop.name}</h1>
        <p class="big-code">{`${code.slice(0, 4)} ${code.slice(4)}`}</p>
        {raw(renderSVG(url, { border: 1 }))}
        <p class="address">
          <a href={url}>{url}</a>
        </p>
        <p class="no-print">
          <a href={`/workshops/${id}`}>{words.back}</a>
        </p>
      </div>
    </Layout>,
  )
}
