import type { SignedInBrowser } from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { Moment } from '../frame/index.ts'
import { deviceName } from '../passkey/index.ts'

const words = texts.account

/** Where one is signed in: each can be signed out, and all at once. */
export function Browsers({
  browsers,
  here,
}: {
  readonly browsers: readonly SignedInBrowser[]
  /** The one that asks. */
  readonly here: string | undefined
}) {
  return (
    <>
      {browsers.map((browser) => {
        const name = deviceName(browser.userAgent) ?? words.unknownBrowser
        return (
          <form class="card row" method="post" action="/account/browsers/sign-out">
            <input type="hidden" name="browser" value={browser.id} />
            <div class="grow">
              <strong>{name}</strong>
              {browser.id === here ? <span class="state active">{words.thisOne}</span> : undefined}
              <div class="soft">
                {words.since} <Moment at={browser.createdAt} zone="UTC" withDate />, {words.seen}{' '}
                <Moment at={browser.lastSeenAt} zone="UTC" withDate />
              </div>
            </div>
            <button aria-label={words.signOutOf(name)}>{words.signOut}</button>
          </form>
        )
      })}
      <form class="row" method="post" action="/account/browsers/sign-out-all">
        <button class="bad">{words.everywhere}</button>
        <span class="soft">{words.everywhereText}</span>
      </form>
    </>
  )
}
