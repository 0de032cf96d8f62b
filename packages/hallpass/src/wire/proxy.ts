import { BlockList, isIP } from 'node:net'
import { HallpassError, type Environment, wrappedHint } from '../base/index.ts'

/**
 * Reads which proxy an endpoint is called through: `HTTPS_PROXY` or `HTTP_PROXY` by the endpoint's scheme,
 * unless `NO_PROXY` names the host (`*`, `host`, `.domain`, `host:port`, an address or a CIDR block; a name
 * covers what is below it). The lower-case spellings come first, as with curl. Loopback is never proxied.
 *
 * The function it returns throws `SettingInvalid` for a proxy that is no http(s) URL.
 */
export function proxyFromEnvironment(env: Environment): (endpoint: URL) => URL | undefined {
  const setting = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined
  const bypassed = noProxy(setting('NO_PROXY') ?? '')
  return (endpoint) => {
    const name = endpoint.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
    const value = setting(name)
    return value === undefined || bypassed(endpoint) ? undefined : parseProxy(value, name)
  }
}

function parseProxy(value: string, name: string): URL {
  // `proxy.example:3128` alone is common; as a URL its host would be read as the scheme.
  const text = value.includes('://') ? value : `http://${value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new HallpassError('SettingInvalid', `${name} is not the URL of an http proxy`, {
    hint: wrappedHint(value) ?? 'it looks like http://proxy.example.com:3128',
    facts: { name },
  })
}

function noProxy(list: string): (endpoint: URL) => boolean {
  const entries = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
  const blocks = new BlockList()
  for (const entry of entries) addBlock(blocks, entry)
  return (endpoint) => {
    const host = bare(endpoint.hostname)
    if (isLoopback(host)) return true
    const family = isIP(host)
    if (family !== 0) return entries.includes('*') || blocks.check(host, family === 6 ? 'ipv6' : 'ipv4')
    const port = endpoint.port || (endpoint.protocol === 'https:' ? '443' : '80')
    return entries.some((entry) => entry === '*' || covers(entry, host, port))
  }
}

function addBlock(blocks: BlockList, entry: string): void {
  const [address = '', prefix] = bare(entry).split('/')
  const family = isIP(address)
  if (family === 0) return
  const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix)
  if (Number.isInteger(bits) && bits >= 0 && bits <= (family === 6 ? 128 : 32)) {
    blocks.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
}

function covers(entry: string, host: string, port: string): boolean {
  const [name = '', entryPort = port] = entry.split(':')
  const domain = name.replace(/^\*?\./, '')
  return entryPort === port && (host === domain || host.endsWith(`.${domain}`))
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d+){3}$/.test(host)
  )
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}
