import { HallpassError } from '../base/index.ts'

/**
 * A console link that signs whoever is signed in out first. Not documented by AWS: it works on the host of us-east-1
 * alone, for commercial regions, and is answered 400 by a browser that has multi-session support on.
 *
 * @throws HallpassError `ConsoleUnavailable` for a link that is not one of `signin.aws.amazon.com`
 */
export function signOutFirst(link: string): string {
  const url = new URL(link)
  if (url.protocol !== 'https:' || !/^(?:us-east-1\.)?signin\.aws\.amazon\.com$/.test(url.host)) {
    throw new HallpassError('ConsoleUnavailable', `signing out first is not known of ${url.host}`, {
      hint: 'leave --sign-out-first out, and sign out in the console',
      facts: { name: '--sign-out-first' },
    })
  }
  url.host = 'us-east-1.signin.aws.amazon.com'
  const out = new URL('https://us-east-1.signin.aws.amazon.com/oauth')
  out.searchParams.set('Action', 'logout')
  out.searchParams.set('redirect_uri', url.href)
  return out.href
}
