/**
 * Whether a request that changes something, and comes with a cookie, was made by a page of ours: by `Sec-Fetch-Site`,
 * which every current browser sends and no page can set, else by `Origin`. A browser that sends neither is refused.
 *
 * Source: "Fetch Metadata Request Headers", W3C; "Cross-Site Request Forgery Prevention", OWASP.
 */
export function isOwnOrigin(request: Request, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  // `none`: typed or bookmarked, which is no way to make a POST.
  if (site !== null) return site === 'same-origin'
  return request.headers.get('origin') === new URL(publicUrl).origin
}
