import { previewRole } from '../../preview/index.ts'
import { deviceCode } from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, Left, Moment, page, type PageCall, Problem, State, withinTime } from '../frame/index.ts'
import { handedOut, OwnPermissions } from '../preview/index.ts'
import { Happened, readOwnStory } from './happened.tsx'
import { NoAccess } from './no-access.tsx'
import { Keys, SecondMachine } from './pass-keys.tsx'
import { passState, readPass } from './read-pass.ts'

const words = texts.pass

/** The participant's pass: whose, how long, the console, keys. */
export async function passPage(call: PageCall, more: { readonly device?: string } = {}) {
  const pass = await readPass(call)
  const { actor, workshop, participant, lease, state } = pass
  const { time_zone: zone } = workshop
  const now = call.tools.services.now()
  const story = await readOwnStory(call.tools.services.database, participant.id)
  const preview =
    state === 'active'
      ? await withinTime(previewRole(call.tools.services, handedOut(workshop, lease.role_arn)))
      : undefined
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow script="pass" data={{ pass: passState(pass) }}>
      <section class={state === 'revoked' ? 'ticket bad' : 'ticket'}>
        <p class="soft">{workshop.name}</p>
        <h1>{participant.name}</h1>
        <p class="stub">
          <State state={state} />
          {state === 'active' ? (
            <span>
              {words.until(
                <Moment at={lease.ends_at} zone={zone} />,
                <Left until={lease.ends_at} now={now} />,
              )}
            </span>
          ) : undefined}
        </p>
      </section>
      {state === 'active' ? (
        <>
          {pass.keysEnded ? <Problem message={words.keysEnded} hint={words.keysEndedHint} /> : undefined}
          {workshop.console_allowed ? <Console /> : undefined}
          <Keys code={more.device} publicUrl={call.tools.publicUrl} />
          <p>
            <a href="/pass/test">{texts.keyTest.link}</a>
          </p>
        </>
      ) : (
        <NoAccess pass={pass} />
      )}
      {state === 'revoked' || state === 'ended' ? undefined : (
        <SecondMachine code={more.device} publicUrl={call.tools.publicUrl} />
      )}
      {preview === undefined ? undefined : <OwnPermissions preview={preview} />}
      <Happened lease={lease} story={story} zone={zone} />
    </Layout>,
  )
}

/** The pass with a code for a second machine on it. */
export async function devicePage(call: PageCall) {
  const { actor } = await readPass(call)
  const { secret } = await deviceCode(call.tools.services, actor)
  return passPage(call, { device: secret })
}

function Console() {
  return (
    <form method="post" action="/pass/console" target="_blank">
      <button class="main big">{words.console}</button>
      <p class="soft">{words.consoleHint}</p>
      <details>
        <summary>{words.otherAccount.heading}</summary>
        <ul>
          <li>{words.otherAccount.signOut}</li>
          <li>{words.otherAccount.sessions}</li>
          <li>{words.otherAccount.privately}</li>
        </ul>
      </details>
    </form>
  )
}
