import { endSession, endSessionUrl, redeem, startSession } from '../../signin/index.ts'
import { type PageCall, seeOther } from '../frame/index.ts'
import { afterLink } from '../passkey/index.ts'

/** Exchanges the secret of a link, or a code, for a session. */
export async function useSecret(call: PageCall, secret: string) {
  const who = await redeem(call.tools.services, secret, call.address)
  return signIn(call, who, 'staffId' in who ? await afterLink(call, who.staffId) : '/pass')
}

/** Ends the session, and takes the cookie away. */
export async function signOut({ tools, context }: PageCall) {
  const secret = tools.cookie.read(context.req.raw)
  const { byProvider } =
    secret === undefined ? { byProvider: false } : await endSession(tools.services, secret)
  return seeOther(context, byProvider ? await afterProvider(tools) : '/', tools.cookie.clear())
}

/** Where the provider signs people out too, and where it should; else our front page. */
async function afterProvider({ openId, publicUrl, onFault }: PageCall['tools']): Promise<string> {
  if (openId?.provider.settings.signsOutThere !== true) return '/'
  try {
    return (await endSessionUrl(openId.provider, publicUrl))?.href ?? '/'
  } catch (error) {
    // Signed out here they are, whatever becomes of it there.
    onFault(error, 'openid connect: sign-out')
    return '/'
  }
}

/** Signs a browser in, and sends it on. */
export async function signIn(
  { tools, context }: PageCall,
  who: Parameters<typeof startSession>[1],
  to: string,
): Promise<Response> {
  const session = await startSession(tools.services, who, context.req.header('user-agent'))
  return seeOther(context, to, tools.cookie.write(session.secret, session.maxAgeSeconds))
}
