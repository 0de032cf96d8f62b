import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Entry {
  readonly link?: boolean
  readonly integrity?: string
  readonly engines?: { readonly node?: string }
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(text)
const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'))

it('the lock file has a hash for every package', () => {
  expect(installed.length).toBeGreaterThan(100)
  const without = installed.filter(([, { link, integrity }]) => link !== true && integrity === undefined)
  expect(without.map(([path]) => path)).toEqual([])
})

it('the lock file asks for no newer Node than the repository: npm would warn where nothing is wrong', () => {
  const newer = Object.entries(packages).filter(([, { engines }]) =>
    /^>=?\s*2[1-9]/.test(engines?.node ?? ''),
  )
  expect(newer.map(([path]) => path)).toEqual([])
})
