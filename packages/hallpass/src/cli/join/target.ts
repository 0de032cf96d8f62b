import { HallpassError } from '../../base/index.ts'

/** What somebody was given to join with. */
export interface JoinTarget {
  /** The server, where what they were given says it: without a slash at the end. */
  readonly server: string | undefined
  /** A workshop's code, a code from a pass, or a personal link's secret. */
  readonly code: string
}

/**
 * Reads what a person has: a code, the address of a join page, or a personal link; with what chat programs and
 * terminals put around it.
 *
 * @throws HallpassError `UsageError` for what is none of them
 */
export function parseJoinTarget(given: string): JoinTarget {
  const text = given.trim().replaceAll(/^[<"'“‘]+|[>"'”’.,]+$/g, '')
  if (/^https?:\/\//i.test(text)) return fromUrl(text)
  if (/^hp_link_[\w-]{1,100}$/.test(text)) return { server: undefined, code: text }
  // People write ABCD-EFGH, abcd efgh, and what looks alike.
  if (/^[0-9a-z][0-9a-z\s-]{5,30}$/i.test(text)) return { server: undefined, code: text }
  throw new HallpassError('UsageError', 'that is no code of a workshop, and no link', {
    hint: 'give the code (8 letters and digits), or the address that you were given, https://…/join/CODE',
    facts: { name: 'CODE' },
  })
}

function fromUrl(text: string): JoinTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new HallpassError('UsageError', 'that is no address of a workshop', {
      hint: 'it looks like https://desk.example.com/join/CODE',
      facts: { name: 'URL' },
    })
  }
  const [, base = '', page = '', code = ''] =
    /^(.*?)\/(join|link|pass)(?:\/([^/]*))?\/?$/.exec(url.pathname) ?? []
  const server = `${url.origin}${base}`
  const joinCode = code === '' ? (url.searchParams.get('code') ?? '') : decodeURIComponent(code)
  if (page === 'join' && joinCode !== '') return { server, code: joinCode }
  const secret = /^#(hp_link_[\w-]{1,100})$/.exec(url.hash)?.[1]
  if (page === 'link' && secret !== undefined) return { server, code: secret }
  throw new HallpassError('UsageError', 'that address alone lets nobody in', {
    hint:
      page === 'pass'
        ? 'on that page, under “A second machine”, show a code, and type: hallpass join CODE --server-url ' +
          server
        : `add the code: hallpass join CODE --server-url ${server === '' ? url.origin : server}`,
    facts: { name: 'URL' },
  })
}
