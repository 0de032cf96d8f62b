import { HallpassError } from 'hallpass'
import {
  endMySession,
  endMySessions,
  myPasskeys,
  removePasskey,
  renamePasskey,
  sessionId,
} from '../../signin/index.ts'
import { texts } from '../../texts/index.ts'
import { field, Layout, page, type PageCall, requireStaff, seeOther, type Staff } from '../frame/index.ts'

const words = texts.account

export async function rename(call: PageCall) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody()
  await renamePasskey(call.tools.services, actor, field(form, 'passkey'), field(form, 'name'))
  return seeOther(call.context, '/account')
}

/** Removes a passkey; the last one after another question. */
export async function remove(call: PageCall) {
  const actor = requireStaff(call.actor)
  const form = await call.context.req.parseBody()
  const passkeyId = field(form, 'passkey')
  try {
    const evenTheLast = field(form, 'last') === 'yes'
    await removePasskey(call.tools.services, actor, { passkeyId, evenTheLast })
    return seeOther(call.context, '/account')
  } catch (error) {
    if (error instanceof HallpassError && error.facts.name === 'last-passkey') {
      return lastOne(call, actor, passkeyId)
    }
    throw error
  }
}

async function lastOne(call: PageCall, actor: Staff, passkeyId: string) {
  const all = await myPasskeys(call.tools.services, actor)
  const name = all.find(({ id }) => id === passkeyId)?.name ?? ''
  return page(
    call.context,
    <Layout title={words.lastTitle} actor={actor} narrow>
      <h1>{words.lastTitle}</h1>
      <p class="note warn">{words.lastWarning(name)}</p>
      <form class="row" method="post" action="/account/passkeys/remove">
        <input type="hidden" name="passkey" value={passkeyId} />
        <a class="button main" href="/account">
          {words.keep}
        </a>
        <button class="bad" name="last" value="yes">
          {words.lastConfirm}
        </button>
      </form>
    </Layout>,
    409,
  )
}

export async function signOutOne(call: PageCall) {
  const { tools, context } = call
  const actor = requireStaff(call.actor)
  const id = field(await context.req.parseBody(), 'browser')
  await endMySession(tools.services, actor, id)
  const here = tools.cookie.read(context.req.raw)
  const isHere = here !== undefined && sessionId(here) === id
  return isHere ? seeOther(context, '/sign-in', tools.cookie.clear()) : seeOther(context, '/account')
}

export async function signOutEverywhere(call: PageCall) {
  await endMySessions(call.tools.services, requireStaff(call.actor))
  return seeOther(call.context, '/sign-in', call.tools.cookie.clear())
}
