const consoleHosts = [
  'console.aws.amazon.com',
  'console.amazonaws.cn',
  'console.amazonaws-us-gov.com',
  'console.amazonaws-eusc.eu',
]

/**
 * Whether a sign-in may lead there: to a page of an AWS console over HTTPS, or to this server's own console
 * page. Anything else would make the sign-in endpoint an open redirect.
 *
 * @param host the `Host` header the request came with
 */
export function isConsoleDestination(destination: string, host: string | undefined): boolean {
  let url: URL
  try {
    url = new URL(destination)
  } catch {
    return false
  }
  if (url.username !== '' || url.password !== '') return false
  if (host !== undefined && url.host === host.toLowerCase()) return /^\/console(?:\/|$)/.test(url.pathname)
  if (url.protocol !== 'https:' || url.port !== '') return false
  return consoleHosts.some((known) => url.hostname === known || url.hostname.endsWith(`.${known}`))
}
