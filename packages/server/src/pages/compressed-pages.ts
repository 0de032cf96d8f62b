/**
 * The pages that are compressed, each with the parts of its address that may be filled in. With any other part the page
 * goes as it is: what whoever made the link wrote must not be compressed together with what is somebody's own, or its
 * length can be used to guess at that (BREACH).
 *
 * Never here: what shows a secret (keys, codes, personal links, cards), what answers a form, and what is told as it
 * happens.
 */
const compressedPages: Readonly<Record<string, readonly string[]>> = {
  '/': [],
  '/join/:code': [],
  '/link': [],
  '/sign-in': [],
  '/account': [],
  '/account/passkeys/new': [],
  '/pass': [],
  '/pass/test': [],
  '/workshops': [],
  '/workshops/new': [],
  '/health': [],
  '/staff': [],
  '/staff/:id': [],
  '/workshops/:id': ['state', 'order', 'down'],
  '/workshops/:id/role': [],
  '/workshops/:id/timeline': [],
  '/workshops/:id/change': [],
  '/workshops/:id/people.csv': [],
}

/** Whether the answer to a request may be compressed. `path`: as it was put on the app. */
export function mayCompress(request: Request, path: string): boolean {
  const fillable = compressedPages[path]
  // What HEAD answers is what GET would.
  if ((request.method !== 'GET' && request.method !== 'HEAD') || fillable === undefined) return false
  const filled = [...new URL(request.url).searchParams].filter(([, value]) => value !== '')
  return filled.every(([name]) => fillable.includes(name))
}
