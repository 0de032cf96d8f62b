import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandTree } from './command-tree.ts'

/*
 * Every text in the sources that names a command of ours: what it says of flags is true, and nothing in it has to be
 * guessed.
 */
const sources = ['../../src/', '../../../server/src/'].flatMap((folder) => {
  const root = new URL(folder, import.meta.url)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path: `${folder}${path}`, text: readFileSync(new URL(path, root), 'utf8') }))
})
const commands = await commandTree()
const camelCase = (flag: string): string =>
  flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Literals of a source, a line each; what is filled in is one word. */
const literals = sources.flatMap(({ path, text }) =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:\*|\/[/*])/.test(line))
    .flatMap((line) => [...line.matchAll(/'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`?|"((?:[^"\\]|\\.)*)"/g)])
    .map(([, single, template, double]) =>
      (single ?? template ?? double ?? '').replaceAll(/\$\{[^{}]*\}/g, 'X'),
    )
    .map((literal) => ({ path, literal })),
)

it('there are texts to look at', () => {
  expect(literals.filter(({ literal }) => /\bhallpass [a-z]/.test(literal)).length).toBeGreaterThan(40)
})

it('none leaves out a part of a command', () => {
  const left = literals.filter(({ literal }) =>
    /(?:\bhallpass [a-z]|\baws [a-z]+ [a-z]|--[a-z-]+[ =]).*…/.test(literal),
  )
  // The usage lines of commands, and what shells write between parentheses.
  expect(
    left
      .map(({ literal }) => literal)
      .filter((literal) => !/-- COMMAND …$|\[-s NAME …\]| …\] \[flags\]|<\(…\)/.test(literal)),
  ).toEqual([])
})

it('each flag behind a command is one that it has', () => {
  const names = [...commands.keys()].toSorted((left, right) => right.length - left.length)
  const unknown: string[] = []
  let looked = 0
  for (const { path, literal } of literals) {
    for (const [, rest = ''] of literal.matchAll(/\bhallpass ((?:(?!\bhallpass )[^;\n])*)/g)) {
      const name = names.find((one) => rest === one || rest.startsWith(`${one} `))
      if (name === undefined) continue
      const command = commands.get(name)
      for (const [, flag = ''] of rest.split(' -- ')[0]?.matchAll(/(?<=\s)--([a-z][a-z-]*)/g) ?? []) {
        looked += 1
        const isFlag = flag === 'help' || command?.usesFlag(camelCase(flag), 'original') === true
        if (!isFlag) unknown.push(`${path}: hallpass ${name} --${flag}`)
      }
    }
  }
  expect(looked).toBeGreaterThan(20)
  expect(unknown).toEqual([])
})

it('a command after a colon ends its line, so that it can be copied', () => {
  const names = [...commands.keys()].toSorted((left, right) => right.length - left.length).join('|')
  const said = literals.filter(({ path }) => !/\/(?:export|demo|texts)\//.test(path))
  expect(
    said.filter(({ literal }) => new RegExp(`: hallpass (?:${names})\\b`).test(literal)).length,
  ).toBeGreaterThan(10)
  // Behind its words come flags, values and operands that are filled in; a word in lower case is prose.
  const inside = new RegExp(
    `: hallpass (?:${names})(?: -[^ ]+(?: admin)?| X| now| admin-policy| link)*(?:[;,)]| (?!admin|link)[a-z]{2,})`,
  )
  expect(said.filter(({ literal }) => inside.test(literal))).toEqual([])
})
