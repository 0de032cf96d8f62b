/** Below it are the issuers. No bucket can be called so: a name begins with a letter or a digit. */
export const issuersPath = '/_tokens'

/**
 * The issuer of an account as whoever asked reaches it: at the host that they asked, so that a verifier can fetch its
 * documents. It is `http`, as the local AWS is, but where somebody put it under a name of AWS's, which have TLS.
 *
 * @param host the request's header; default `localhost`
 */
export function issuerUrl(id: string, host = 'localhost'): string {
  const isOfAws = /\.amazonaws\.com(?:\.cn)?(?::\d{1,5})?$/i.test(host)
  return `${isOfAws ? 'https' : 'http'}://${host}${issuersPath}/${id}`
}

/** Whether an issuer is an account's of this or another local AWS, as {@link issuerUrl} calls them. */
export function isIssuerUrl(issuer: string): boolean {
  const [id = '', path] = issuer.replace(/\/$/, '').split('/').toReversed()
  return `/${path}` === issuersPath && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
}
