import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './built.ts'

/*
 * A path in what is written for those who change Hallpass is there. In `code`, or in a block: from the top of the
 * repository, in docs/architecture.md also from the `src` that its section is about. `NAME` stands for any name.
 */

interface Mention {
  readonly path: string
  /** What the section that it stands in is about. */
  readonly section: string | undefined
}

const top = readdirSync(repository)

/** The paths that a document in Markdown mentions. */
function mentions(markdown: string): readonly Mention[] {
  return markdown.split(/^(?=## )/m).flatMap((text) => {
    const section = /^## `(packages\/[\w-]+\/src)`/.exec(text)?.[1]
    const blocks = [...text.matchAll(/^ *```\w*\n([\s\S]*?)\n *```$/gm)].map(([, code = '']) => code)
    const spans = [...text.replaceAll(/^ *```[\s\S]*?\n *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
      ([, code = '']) => code,
    )
    return [...blocks, ...spans].flatMap((code) => pathsIn(code)).map((path) => ({ path, section }))
  })
}

/** What is nothing but a path; and of anything else the words that begin at the top of the repository. */
function pathsIn(code: string): readonly string[] {
  if (/^[\w.][\w.-]*(?:\/[\w.-]*)+$|^[\w-]+\.(?:ts|tsx|mjs|md)$/.test(code)) return [code]
  return code.split(/[\s,;]+/).filter((word) => word.includes('/') && top.includes(word.split('/')[0] ?? ''))
}

function isThere(path: string, folder = repository): boolean {
  const [first = '', ...rest] = path.replace(/\/$/, '').split('/')
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return false
  const [before = '', after] = first.split('NAME')
  return readdirSync(folder).some(
    (entry) =>
      (after === undefined ? entry === first : entry.startsWith(before) && entry.endsWith(after)) &&
      (rest.length === 0 || isThere(rest.join('/'), join(folder, entry))),
  )
}

describe('the paths', () => {
  it.each([
    ['a file', 'see `scripts/none.mjs`', ['scripts/none.mjs']],
    ['a file without its folder', 'see `none.ts`', ['none.ts']],
    ['an argument', '```sh\nnpx vitest run test/none\n```', ['test/none']],
    ['a file of a folder that has any name', '`packages/NAME/none.json`', ['packages/NAME/none.json']],
    ['what is none', '`a/b c` `/v1/leases` `@hallpass/server` `npm test`', []],
  ])('are looked at: %s', (_what, markdown, missing) => {
    expect(mentions(markdown).map(({ path }) => path)).toEqual(missing)
    expect(missing.filter((path) => isThere(path))).toEqual([])
  })

  it.each([
    ['CONTRIBUTING.md', undefined],
    ['docs/architecture.md', 'packages/hallpass/src'],
  ])('of %s are there', (document, usual) => {
    const all = mentions(readFileSync(join(repository, document), 'utf8'))
    expect(all.length).toBeGreaterThan(50)
    const missing = all.filter(({ path, section = usual }) => {
      const places = [path, ...(usual === undefined ? [] : [`${section}/${path}`])]
      return !places.some((place) => isThere(place))
    })
    expect(missing).toEqual([])
  })
})

it('docs/README.md leads to every page of docs/', () => {
  const index = readFileSync(join(repository, 'docs/README.md'), 'utf8')
  const pages = readdirSync(join(repository, 'docs')).filter((name) => /(?<!README)\.md$/.test(name))
  expect(pages.length).toBeGreaterThan(15)
  expect(pages.filter((name) => !index.includes(`](${name})`))).toEqual([])
})
