/** Where the pages of a session are; without one, where one is chosen. Safe in a page, whatever it was made from. */
export function consoleAddress(session: { readonly handle: string | undefined } | undefined): string {
  const handle = session?.handle
  return handle !== undefined && isHandle(handle) ? `/console/s/${handle}` : '/console'
}

/** Whether it may be the name of a session in an address. */
export function isHandle(text: string): boolean {
  return /^\d{12}-[a-z0-9]{8}$/.test(text)
}
