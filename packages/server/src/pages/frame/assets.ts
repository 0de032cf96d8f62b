import { readFileSync } from 'node:fs'
import { style } from './style.ts'

const scripts = ['link', 'pass', 'passkey', 'room'] as const

/** A file of ours, by its name under `/assets/`. */
export interface Asset {
  readonly type: string
  readonly body: string
}

/** The stylesheet and the scripts, which the build made from `browser/`. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  const files = new Map<string, Asset>([['hallpass.css', { type: 'text/css; charset=utf-8', body: style }]])
  for (const name of scripts) {
    files.set(`${name}.js`, { type: 'text/javascript; charset=utf-8', body: readScript(`${name}.js`) })
  }
  return files
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
