import { mySessions, myPasskeys, sessionId } from '../../signin/index.ts'
import { loadStaff } from '../../staff/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, Moment, page, type PageCall, requireStaff } from '../frame/index.ts'
import { OpenIdForm } from '../openid-connect/index.ts'
import { AddPasskey } from '../passkey/index.ts'
import { Browsers } from './browsers.tsx'
import { Passkeys } from './passkeys.tsx'

const words = texts.account

/** Who I am, my passkeys, and where I am signed in. */
export async function accountPage(call: PageCall) {
  const actor = requireStaff(call.actor)
  const { services, cookie } = call.tools
  const [staff, passkeys, browsers] = await Promise.all([
    loadStaff(services.database, actor.id),
    myPasskeys(services, actor),
    mySessions(services, actor),
  ])
  const here = cookie.read(call.context.req.raw)
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow script="passkey">
      <h1>{words.title}</h1>
      <dl class="facts card">
        <dt>{words.name}</dt>
        <dd>{staff.name}</dd>
        <dt>{words.email}</dt>
        <dd>{staff.email ?? words.noEmail}</dd>
        <dt>{words.role}</dt>
        <dd>{words.roles[staff.role]}</dd>
        <dt>{words.lastSignIn}</dt>
        <dd>
          {staff.last_signed_in_at === null ? (
            words.never
          ) : (
            <Moment at={staff.last_signed_in_at} zone="UTC" withDate />
          )}
        </dd>
      </dl>
      <p class="soft">{words.utc}</p>
      <h2>{words.passkeys}</h2>
      {passkeys.length === 0 ? <p>{words.noPasskeys}</p> : <Passkeys passkeys={passkeys} />}
      <section class="card">
        <h3>{texts.addPasskey.title}</h3>
        <p>{texts.addPasskey.text}</p>
        <AddPasskey call={call} />
      </section>
      {staff.oidc_subject === null ? (
        <OpenIdForm tools={call.tools} connect returnTo="/account" />
      ) : undefined}
      <h2>{words.browsers}</h2>
      <Browsers browsers={browsers} here={here === undefined ? undefined : sessionId(here)} />
    </Layout>,
  )
}
