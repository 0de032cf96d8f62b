import type { HallpassError } from 'hallpass'
import { linkUrl, type Link, staffPasskeys } from '../../signin/index.ts'
import { readStaff } from '../../staff/index.ts'
import type { StaffRow } from '../../store/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, Problem, requireStaff, State } from '../frame/index.ts'
import { Fields } from './fields.tsx'
import { StaffPasskeys } from './passkeys.tsx'

const words = texts.staff

/** What a page of somebody says besides. */
export interface PersonMore {
  readonly problem?: HallpassError
  /** A link that was just made. */
  readonly link?: Link
}

/** One member of staff: what they are called, how they get in, whether they do. */
export async function personPage(call: PageCall, id: string, { problem, link }: PersonMore = {}) {
  const actor = requireStaff(call.actor)
  const row = await readStaff(call.tools.services, actor, id)
  const passkeys = await staffPasskeys(call.tools.services, actor, id)
  const note = noteOf(call.context.req.query('done'), row)
  return page(
    call.context,
    <Layout title={row.name} actor={actor} narrow script="pass">
      <p>
        <a href="/staff">{words.back}</a>
      </p>
      <h1>{row.name}</h1>
      <p>
        <State state={row.disabled_at === null ? 'active' : 'disabled'} />
      </p>
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      {note === undefined ? undefined : (
        <div class="note good" role="status">
          {note}
        </div>
      )}
      {link === undefined ? undefined : <NewLink name={row.name} link={link} url={call.tools.publicUrl} />}
      {row.disabled_at === null ? <SigningIn row={row} /> : undefined}
      <form class="card" method="post" action={`/staff/${row.id}`}>
        <h2>{words.change}</h2>
        <input type="hidden" name="version" value={row.version} />
        <Fields typed={row} />
        <p class="soft">{words.demotion}</p>
        <div class="row">
          <button>{words.save}</button>
        </div>
      </form>
      <StaffPasskeys staffId={row.id} passkeys={passkeys} />
      <Access row={row} />
    </Layout>,
    problem === undefined ? 200 : 409,
  )
}

function SigningIn({ row }: { readonly row: StaffRow }) {
  return (
    <form class="card" method="post" action={`/staff/${row.id}/link`}>
      <h2>{words.signIn}</h2>
      <p>{words.linkAbout}</p>
      {row.oidc_subject === null ? undefined : <p>{words.byOpenIdConnect}</p>}
      <div class="row">
        <button>{words.makeLink}</button>
      </div>
    </form>
  )
}

function NewLink({ name, link, url }: { readonly name: string; readonly link: Link; readonly url: string }) {
  return (
    <section class="card">
      <h2>{words.link(name)}</h2>
      <p>{words.linkShown(link.expiresAt.toISOString().slice(0, 16).replace('T', ' '))}</p>
      <pre id="link" tabindex={0} aria-label={words.link(name)}>
        {linkUrl(url, link)}
      </pre>
      <div class="row">
        <button type="button" data-copy="link" data-copied={texts.frame.copied} hidden>
          {texts.frame.copy}
        </button>
      </div>
    </section>
  )
}

function Access({ row }: { readonly row: StaffRow }) {
  const disabled = row.disabled_at !== null
  return (
    <form class="card" method="post" action={`/staff/${row.id}/${disabled ? 'enable' : 'disable'}`}>
      <h2>{words.access}</h2>
      <p>
        {disabled
          ? row.disabled_by === 'groups'
            ? words.disabledByGroups
            : words.disabledByAdmin
          : words.disableAbout}
      </p>
      <label for="reason">
        {words.reason}
        <span class="hint">{words.reasonHint}</span>
      </label>
      <input id="reason" name="reason" maxlength={500} autocomplete="off" />
      <div class="row">
        <button class={disabled ? '' : 'bad'}>{disabled ? words.enable : words.disable}</button>
      </div>
    </form>
  )
}

function noteOf(done: string | undefined, { name, disabled_at: disabledAt }: StaffRow): string | undefined {
  if (done === 'added') return words.added(name)
  if (done === 'saved') return words.saved
  if (done === 'passkey') return words.passkeyRemoved
  // An address that somebody kept says nothing that is not so.
  if (done === 'disabled' && disabledAt !== null) return words.disabled(name)
  if (done === 'enabled' && disabledAt === null) return words.enabled(name)
  return undefined
}
