import type { LeaseRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { Moment } from '../frame/index.ts'

/** What a participant did so far. */
export function Happened({ lease, zone }: { readonly lease: LeaseRow; readonly zone: string }) {
  if (lease.first_used_at === null) return undefined
  const words = texts.pass.happened
  return (
    <section>
      <h2>{words.heading}</h2>
      <dl class="facts">
        <dt>{words.firstUsed}</dt>
        <dd>
          <Moment at={lease.first_used_at} zone={zone} withDate />
        </dd>
        {lease.last_issued_at === null ? undefined : (
          <>
            <dt>{words.lastKeys}</dt>
            <dd>
              <Moment at={lease.last_issued_at} zone={zone} withDate />{' '}
              <code>{lease.last_access_key_id}</code>
            </dd>
          </>
        )}
        {lease.console_opened_at === null ? undefined : (
          <>
            <dt>{words.console}</dt>
            <dd>
              <Moment at={lease.console_opened_at} zone={zone} withDate />
            </dd>
          </>
        )}
        <dt>{words.name}</dt>
        <dd>
          <code>{lease.session_name}</code>
        </dd>
      </dl>
    </section>
  )
}
