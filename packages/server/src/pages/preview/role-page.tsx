import { previewRole } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import { requireWorkshop, type Workshop } from '../../workshop/index.ts'
import { Layout, page, type PageCall, requireStaff } from '../frame/index.ts'
import { PreviewPanel } from './preview-panel.tsx'

const words = texts.preview

/** What the roles of a workshop may do. */
export async function rolePage(call: PageCall, id: string) {
  const actor = requireStaff(call.actor)
  const { services } = call.tools
  const workshop = await requireWorkshop(services.database, actor, 'workshop.read', id)
  const previews = await Promise.all(
    workshop.roles.slice(0, 20).map(({ roleArn }) => previewRole(services, handedOut(workshop, roleArn))),
  )
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow>
      <h1>{workshop.name}</h1>
      <p>
        <a href={`/workshops/${id}`}>{words.back}</a>
      </p>
      {previews.map((preview) => (
        <PreviewPanel preview={preview} />
      ))}
    </Layout>,
  )
}

/** A role as a workshop hands it out, with the workshop's limits. */
export function handedOut(workshop: Workshop, roleArn: string) {
  const { issuer, session_policy: sessionPolicy, regions } = workshop
  return { issuer, roleArn, sessionPolicy, regions }
}
