import { HallpassError } from 'hallpass'
import { type NoPasskeys, type PasskeySite, passkeySite } from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import type { PageCall } from '../frame/index.ts'

/** Where passkeys are: here, at another address of ours, or nowhere. */
export type Where = PasskeySite | { readonly only: string } | { readonly why: NoPasskeys }

/** Whether the page that is asked for can have passkeys. */
export function whereOf({ tools, context }: PageCall): Where {
  const site = passkeySite(tools.publicUrl)
  if (typeof site === 'string') return { why: site }
  if (site.origin === new URL(tools.publicUrl).origin) return site
  return new URL(context.req.url).host === new URL(site.origin).host ? site : { only: site.origin }
}

/**
 * The site, where there is one.
 *
 * @throws HallpassError `InvalidInput`
 */
export function siteOf(call: PageCall): PasskeySite {
  const where = whereOf(call)
  if ('id' in where) return where
  const { noPasskeys } = texts
  throw new HallpassError('InvalidInput', 'why' in where ? noPasskeys[where.why] : noPasskeys.here, {
    hint: 'only' in where ? where.only : undefined,
  })
}
