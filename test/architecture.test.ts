import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Which folders of a package may import which; a folder may always import itself. `.` is the top of `src`. */
const allowed: Record<string, Record<string, readonly string[]>> = {
  hallpass: {
    '.': ['aws', 'console', 'each', 'format', 'issue', 'profile', 'revoke', 'setup', 'whoami'],
    profile: ['.'],
    aws: ['.', 'profile'],
    issue: ['.', 'aws'],
    format: ['.'],
    console: ['.', 'aws', 'issue'],
    demo: ['.', 'aws'],
    each: ['.', 'aws', 'format', 'issue', 'profile'],
    whoami: ['.', 'aws'],
    config: ['.'],
    setup: ['.', 'aws', 'config', 'issue', 'profile', 'revoke'],
    revoke: ['.', 'aws', 'issue'],
    cli: [
      '.',
      'aws',
      'config',
      'console',
      'demo',
      'each',
      'format',
      'issue',
      'profile',
      'revoke',
      'setup',
      'whoami',
    ],
  },
  'local-aws': {
    '.': ['iam', 'policy', 'query', 's3', 'signin', 'sigv4', 'sts', 'cli'],
    policy: [],
    sigv4: ['.'],
    query: ['.', 'sigv4'],
    iam: ['.', 'policy', 'query'],
    s3: ['.', 'iam', 'policy', 'query'],
    sts: ['.', 'iam', 'policy', 'query'],
    signin: ['.', 'policy', 'query', 'sigv4'],
    cli: ['.'],
  },
}

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\b(?:await\s+)?import\((type)?\s*['"]([^'"]+)['"]\s*\)/g),
  ]
  return found.map(([, type, target = '']) => ({ file, target, typeOnly: type !== undefined }))
}

function folderOf(source: string, file: string): string {
  const [first = '.', ...rest] = relative(source, file).split(/[\\/]/)
  return rest.length === 0 ? '.' : first
}

describe.each(Object.keys(allowed))('packages/%s', (name) => {
  const source = join(root, 'packages', name, 'src')
  const files = sourceFiles(source)
  const imports = files.flatMap(importsOf)
  const inside = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target, typeOnly }) => ({ file, typeOnly, path: resolve(dirname(file), target) }))
    .filter(({ path }) => path.startsWith(source))

  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(10)
    expect(inside.length).toBeGreaterThan(10)
  })

  it('imports along the arrows only', () => {
    const arrows = allowed[name] ?? {}
    const strays = inside
      .map(({ file, path }) => ({ file, path, from: folderOf(source, file), to: folderOf(source, path) }))
      .filter(({ from, to }) => from !== to && !(arrows[from] ?? []).includes(to))
      .map(({ file, path }) => `${relative(root, file)} → ${relative(root, path)}`)
    expect(strays).toEqual([])
  })

  it('has no cycle between files', () => {
    const edges = new Map<string, string[]>()
    for (const { file, path, typeOnly } of inside) {
      if (!typeOnly) edges.set(file, [...(edges.get(file) ?? []), path])
    }
    expect(findCycle(edges)).toEqual([])
  })
})

it('nothing imports the local AWS but the commands that start it', () => {
  const importers = sourceFiles(join(root, 'packages/hallpass/src'))
    .flatMap(importsOf)
    .filter(({ target }) => target.startsWith('@hallpass/local-aws'))
    .map(({ file }) => relative(join(root, 'packages/hallpass/src'), file))
  expect([...new Set(importers)]).toEqual(['cli/local-aws.ts'])
})

it('the local AWS does not import hallpass', () => {
  const importers = sourceFiles(join(root, 'packages/local-aws/src'))
    .flatMap(importsOf)
    .filter(({ target }) => target === 'hallpass' || target.startsWith('hallpass/'))
  expect(importers).toEqual([])
})

it('the product does not know that it may be talking to the local AWS', () => {
  // Its hosts, its ports, its headers and its name: the demo and the command that starts it may say them.
  const telltale = /localhost|127\.0\.0\.1|'::1'|\[::1\]|4566|local-?aws|x-hallpass|111122223333/i
  const speaking = sourceFiles(join(root, 'packages/hallpass/src'))
    .filter((file) => !/[\\/](?:demo|cli)[\\/]/.test(file))
    // NO_PROXY and plain http are decided by loopback in general, which every AWS SDK does.
    .filter((file) => !file.endsWith(join('aws', 'proxy.ts')))
    .filter((file) => telltale.test(readFileSync(file, 'utf8')))
    .map((file) => relative(root, file))
  expect(speaking).toEqual([])
})

function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const walk = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file))
      return [...trail.slice(trail.indexOf(file)), file].map((path) => relative(root, path))
    if (done.has(file)) return []
    for (const next of edges.get(file) ?? []) {
      const cycle = walk(next, [...trail, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
  for (const file of edges.keys()) {
    const cycle = walk(file, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
