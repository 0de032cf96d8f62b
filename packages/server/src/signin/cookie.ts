/** The cookie of web sessions, as the server's public address asks for it. */
export interface SessionCookie {
  readonly name: string
  /** The secret of a session, where the request carries one. */
  read(request: Request): string | undefined
  /** `Set-Cookie` for a new session. */
  write(secret: string, maxAgeSeconds: number): string
  /** `Set-Cookie` that takes it away. */
  clear(): string
}

/**
 * `__Host-`: no subdomain and no plain-text page can set it. Browsers take it only from https, so a server whose own
 * address is http, for trying it on this machine, has a cookie without the prefix.
 *
 * Source: RFC 6265bis, "The __Host- prefix".
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  return cookieOf(publicUrl, 'hallpass', /^hp_session_[\w-]{43}$/, 'Lax')
}

/**
 * The cookie that a sign-in under way is bound to: what was begun in one browser is finished in no other. It signs
 * nobody in.
 */
export function browserCookie(publicUrl: string): SessionCookie {
  return cookieOf(publicUrl, 'hallpass-browser', /^hp_browser_[\w-]{43}$/, 'Strict')
}

/**
 * The same for a browser that is away at an OpenID Connect provider: it has to come along when the provider sends the
 * browser back, which is from another site.
 */
export function awayCookie(publicUrl: string): SessionCookie {
  return cookieOf(publicUrl, 'hallpass-signin', /^hp_signin_[\w-]{43}$/, 'Lax')
}

function cookieOf(
  publicUrl: string,
  plainName: string,
  form: RegExp,
  sameSite: 'Lax' | 'Strict',
): SessionCookie {
  const secure = new URL(publicUrl).protocol === 'https:'
  const name = secure ? `__Host-${plainName}` : plainName
  const attributes = `Path=/; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`
  return {
    name,
    read: (request) => {
      for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
        const [key, value] = pair.trim().split('=', 2)
        if (key === name && value !== undefined && form.test(value)) return value
      }
      return undefined
    },
    write: (secret, maxAgeSeconds) => `${name}=${secret}; Max-Age=${maxAgeSeconds}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  }
}
