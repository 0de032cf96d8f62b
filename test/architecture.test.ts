import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { drawnRooms, reach } from './architecture/drawn-rooms.ts'
import { hallpassRooms } from './architecture/hallpass.ts'
import { localAwsRooms } from './architecture/local-aws.ts'
import type { Rooms } from './architecture/rooms.ts'
import { serverRooms } from './architecture/server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')

const packages: Readonly<Record<string, Rooms>> = {
  hallpass: hallpassRooms,
  'local-aws': localAwsRooms,
  server: serverRooms,
}

interface Import {
  readonly file: string
  readonly target: string
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [
    ...text.matchAll(/^(?:import|export)\s+(?:type\s)?[^'"]*?from\s+['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ]
  return found.map(([, target = '']) => ({ file, target }))
}

function roomOf(source: string, file: string, arrows: Rooms['arrows']): string {
  const [first = '.', ...rest] = relative(source, file).split(/[\\/]/)
  return rest.length > 0 || (first === 'index.ts' && 'index.ts' in arrows) ? first : '.'
}

/** The `index.ts` by which `path` is entered from `file`; `path` itself where both lie in one folder. */
function doorOf(file: string, path: string): string {
  const here = dirname(file).split(sep)
  const there = dirname(path).split(sep)
  const parted = there.findIndex((folder, index) => folder !== here[index])
  return parted === -1 ? path : [...there.slice(0, parted + 1), 'index.ts'].join(sep)
}

describe.each(Object.entries(packages))('packages/%s', (name, { arrows, open, innerDoors }) => {
  const source = join(root, 'packages', name, 'src')
  const files = sourceFiles(source)
  const inside = files
    .flatMap(importsOf)
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target }) => ({ file, path: resolve(dirname(file), target) }))
    .filter(({ path }) => path.startsWith(source))
  const crossing = inside
    .map((edge) => ({
      ...edge,
      from: roomOf(source, edge.file, arrows),
      to: roomOf(source, edge.path, arrows),
    }))
    .filter(({ from, to }) => from !== to)
  const shown = ({ file, path }: { file: string; path: string }): string =>
    `${relative(source, file)} → ${relative(source, path)}`

  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(10)
    expect(inside.length).toBeGreaterThan(10)
  })

  it('imports along the arrows only', () => {
    expect(crossing.filter(({ from, to }) => !(arrows[from] ?? []).includes(to)).map(shown)).toEqual([])
  })

  it('enters a room by its door', () => {
    const past = crossing.filter(
      ({ to, path }) => !open.includes(to) && path !== join(source, to, 'index.ts'),
    )
    expect(past.map(shown)).toEqual([])
  })

  it.runIf(innerDoors)('enters a folder inside of a room by its door', () => {
    expect(inside.filter(({ file, path }) => path !== doorOf(file, path)).map(shown)).toEqual([])
  })

  it('is drawn in docs/architecture.md: each room and file at its top, the roof first, and on what it stands', () => {
    const drawn = drawnRooms(page, name)
    const top = readdirSync(source, { withFileTypes: true })
    expect(drawn.map((room) => room.name).toSorted()).toEqual(
      top.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted(),
    )
    const roomOfRow = (row: string): string =>
      roomOf(source, join(source, row.endsWith('/') ? `${row}index.ts` : row), arrows)
    const order = drawn.map((row) => roomOfRow(row.name))
    const upwards = Object.entries(arrows).flatMap(([from, all]) =>
      all
        .filter((to) => from !== to && order.lastIndexOf(from) > order.indexOf(to))
        .map((to) => `${from} → ${to}`),
    )
    expect(upwards).toEqual([])
    const said = drawn.flatMap(({ name: row, standsOn }) =>
      standsOn ? [[roomOfRow(row), standsOn] as const] : [],
    )
    if (said.length > 0) expect(reach(Object.fromEntries(said))).toEqual(reach(arrows))
  })

  it('has no cycle between files, types included', () => {
    expect(
      findCycle(inside.map(({ file, path }) => [file, path])).map((file) => relative(root, file)),
    ).toEqual([])
  })

  it('has no cycle between folders, at whatever depth', () => {
    // A folder and what lies in it are one when looked at from outside, and two when looked at from inside.
    for (const depth of [1, 2, 3]) {
      const folderOf = (file: string): string =>
        relative(source, dirname(file)).split(/[\\/]/).slice(0, depth).join('/') ||
        roomOf(source, file, arrows)
      const edges = inside
        .map(({ file, path }) => [folderOf(file), folderOf(path)] as const)
        .filter(([from, to]) => from !== to)
      expect({ depth, cycle: findCycle(edges) }).toEqual({ depth, cycle: [] })
    }
  })
})

it('nothing imports the local AWS but the commands that start it', () => {
  const importers = sourceFiles(join(root, 'packages/hallpass/src'))
    .flatMap(importsOf)
    .filter(({ target }) => target.startsWith('@hallpass/local-aws'))
    .map(({ file }) => relative(join(root, 'packages/hallpass/src'), file))
  expect([...new Set(importers)].toSorted()).toEqual([
    'cli/local/load-local-aws.ts',
    // The policy language alone, which is pure.
    'policy-engine/index.ts',
    'policy-engine/load-policy-engine.ts',
  ])
})

it('the local AWS does not import hallpass', () => {
  const importers = sourceFiles(join(root, 'packages/local-aws/src'))
    .flatMap(importsOf)
    .filter(({ target }) => target === 'hallpass' || target.startsWith('hallpass/'))
  expect(importers).toEqual([])
})

it('the server imports nothing of ours but the public hallpass and the policy language, and nothing imports the server', () => {
  const imports = Object.keys(packages).flatMap((name) =>
    sourceFiles(join(root, 'packages', name, 'src'))
      .flatMap(importsOf)
      .map(({ file, target }) => ({ name, file: relative(root, file), target })),
  )
  const strays = imports.filter(({ name, target }) =>
    name === 'server'
      ? target.startsWith('hallpass/') ||
        (target.startsWith('@hallpass/') && !/^@hallpass\/local-aws\/(?:abilities|policy)$/.test(target))
      : target.startsWith('@hallpass/server'),
  )
  expect(strays).toEqual([])
})

it('the product does not know that it may be talking to the local AWS', () => {
  // Its hosts, its ports, its headers and its name: the demo and the command that starts it may say them.
  const telltale = /localhost|127\.0\.0\.1|'::1'|\[::1\]|4566|local-?aws|x-hallpass|111122223333/i
  const speaking = sourceFiles(join(root, 'packages/hallpass/src'))
    .filter((file) => !/[\\/](?:demo|cli)[\\/]/.test(file))
    // NO_PROXY and plain http are decided by loopback in general, which every AWS SDK does.
    .filter((file) => !file.endsWith(join('wire', 'proxy.ts')))
    // Listens there itself.
    .filter((file) => !/[\\/]loopback[\\/]/.test(file))
    // What evaluates policies is a part of that package, and knows nothing of the rest.
    .filter((file) => !/[\\/]policy-engine[\\/]/.test(file))
    .filter((file) => telltale.test(readFileSync(file, 'utf8')))
    .map((file) => relative(root, file))
  expect(speaking).toEqual([])
})

function findCycle(pairs: Iterable<readonly [string, string]>): string[] {
  const edges = new Map<string, Set<string>>()
  for (const [from, to] of pairs) edges.set(from, (edges.get(from) ?? new Set()).add(to))
  const done = new Set<string>()
  const walk = (node: string, trail: readonly string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node]
    if (done.has(node)) return []
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...trail, node])
      if (cycle.length > 0) return cycle
    }
    done.add(node)
    return []
  }
  for (const node of edges.keys()) {
    const cycle = walk(node, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
