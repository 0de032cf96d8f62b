import { AwsError, type RawRequest } from '../base/index.ts'

/**
 * Refuses an unsigned request that a web page of somebody else's may have made, open in a browser on this
 * machine: by name, when the page's own host name was pointed here (DNS rebinding), or across origins. What
 * is signed is not looked at, as no such page has a key. To follow a link to the sign-in page is no such
 * request, nor is one that a bucket's own rules let pages of other origins make.
 *
 * @param isAllowed whether such a rule was found
 * @throws AwsError `AccessDenied`
 */
export function refuseForeignPage(
  request: RawRequest,
  headers: ReadonlyMap<string, string>,
  isAllowed = false,
): void {
  const host = headers.get('host') ?? ''
  if (!isLocalName(hostName(host))) {
    throw refused(`the host ${host} is no name of this machine or of AWS`)
  }
  if (isAllowed) return
  const origin = headers.get('origin')
  if (origin !== undefined && originHost(origin) !== host.toLowerCase()) {
    throw refused(`the request came from a web page of ${origin}`)
  }
  const site = headers.get('sec-fetch-site') ?? 'none'
  if (site === 'none' || site === 'same-origin') return
  const follows =
    request.method === 'GET' &&
    headers.get('sec-fetch-mode') === 'navigate' &&
    headers.get('sec-fetch-dest') === 'document'
  if (!follows) throw refused(`the request came from a web page that is ${site}`)
}

/**
 * Names that nobody can own in the public DNS, and AWS's. An address is nobody's name; a name without a dot is
 * a container's or a machine's on one's own network.
 */
function isLocalName(name: string): boolean {
  if (name === '' || !name.includes('.') || /^\[[0-9a-f:.]+\]$/.test(name)) return true
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return true
  return /\.(?:localhost|local|internal|test|home\.arpa|amazonaws\.com|amazonaws\.com\.cn|aws\.amazon\.com)$/.test(
    name,
  )
}

function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '')
}

/** `null` and whatever else is no address of a page come from nobody that could be this host. */
function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function refused(reason: string): AwsError {
  return new AwsError('AccessDenied', 403, 'Access Denied', { reason })
}
