import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { compressBytes, type Encoding } from '../../compress/index.ts'
import { style } from './style.ts'

const scripts = ['link', 'pass', 'passkey', 'room', 'workshop'] as const

/** A file of ours, by its name under `/assets/`. */
export interface Asset {
  readonly type: string
  readonly body: string
  /** Changes with the body: part of the address, so that a browser keeps the file and asks once. */
  readonly version: string
  /** The body, compressed: once, when it is first asked for. */
  readonly compressed: (encoding: Encoding) => Promise<Uint8Array>
}

let loaded: ReadonlyMap<string, Asset> | undefined

/** The stylesheet and the scripts, which the build made from `browser/`. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  loaded ??= new Map([
    ['hallpass.css', assetOf('text/css; charset=utf-8', style)],
    ...scripts.map(
      (name) => [`${name}.js`, assetOf('text/javascript; charset=utf-8', readScript(`${name}.js`))] as const,
    ),
  ])
  return loaded
}

/** Where a page finds a file of ours. */
export function assetAddress(name: string): string {
  return `/assets/${name}?v=${loadAssets().get(name)?.version ?? ''}`
}

function assetOf(type: string, body: string): Asset {
  const made = new Map<Encoding, Promise<Uint8Array>>()
  return {
    type,
    body,
    version: createHash('sha256').update(body).digest('base64url').slice(0, 10),
    compressed: (encoding) => {
      const bytes = made.get(encoding) ?? compressBytes(encoding, Buffer.from(body), { once: true })
      made.set(encoding, bytes)
      return bytes
    },
  }
}

function readScript(name: string): string {
  // Beside the bundle; from the sources, as in tests, in the package's last build.
  for (const place of ['./assets/', '../assets/', '../../../dist/assets/']) {
    try {
      return readFileSync(new URL(`${place}${name}`, import.meta.url), 'utf8')
    } catch {
      continue
    }
  }
  throw new Error(`the script ${name} is not built: npm run build`)
}
