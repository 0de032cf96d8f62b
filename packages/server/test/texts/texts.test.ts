import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { formats, pasteProblems } from 'hallpass'
import { actions } from '../../src/audit/index.ts'
import { profileForm } from '../../src/pages/pass/key-forms.ts'
import { texts } from '../../src/texts/index.ts'
import { phrase } from '../../src/texts/phrase/index.ts'
import { literalsOfPage } from './literals-of-page.ts'

const folder = fileURLToPath(new URL('../../src/pages', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(folder, name))

describe('the words of the pages', () => {
  it.each([
    ['text between tags', '<p>Hello <b>you</b></p>', ['Hello', 'you']],
    ['a text that is chosen', "<p>{over ? 'It is over' : undefined}</p>", ['It is over']],
    ['a text with something in it', '<p>{`${count} people`}</p>', ['people']],
    ['what is read out', '<button aria-label="Close it">{words.close}</button>', ['Close it']],
    ['a title that goes on', '<Layout title="Health">{rest}</Layout>', ['Health']],
    [
      'an error',
      "throw new HallpassError('NotFound', 'it is gone', { hint: 'look' })",
      ['it is gone', 'look'],
    ],
    ['a list', '<ul>{all.map((one) => <li>One {one}</li>)}</ul>', ['One']],
  ])('are found as %s', (_name, source, words) => {
    expect(literalsOfPage(source, 'page.tsx')).toEqual(words)
  })

  it.each([
    ['classes and ids', '<p class="soft note" id="main">{words.about}</p>'],
    ['commands', '<pre>aws sts get-caller-identity</pre>'],
    ['what is compared', "<p>{state === 'open' ? words.open : words.over}</p>"],
    ['what is looked up', "<p>{words['open']}{join(all, 'and so on')}</p>"],
    [
      'codes of errors',
      "throw new HallpassError('NotFound', words.gone, { facts: { name: 'workshop id' } })",
    ],
  ])('are not %s', (_name, source) => {
    expect(literalsOfPage(source, 'page.tsx')).toEqual([])
  })

  it('stand in texts/, and in no page', () => {
    expect(files.length).toBeGreaterThan(20)
    const left = files.flatMap((file) =>
      literalsOfPage(readFileSync(file, 'utf8'), file).map((text) => `${relative(folder, file)}: ${text}`),
    )
    expect(left).toEqual([])
  })

  it('stand in no script of the pages either', () => {
    const scripts = fileURLToPath(new URL('../../browser', import.meta.url))
    const left = readdirSync(scripts).flatMap((name) =>
      [...readFileSync(join(scripts, name), 'utf8').matchAll(/'([A-Z][^']* [^']*|[A-Z][a-z]+)'/g)].map(
        ([, text]) => `${name}: ${text}`,
      ),
    )
    expect(left).toEqual([])
  })

  it('tell of everything that may be pasted', () => {
    expect(Object.keys(texts.keyTest.problems)).toEqual([...pasteProblems])
  })

  it('name every form that keys come in, and no other', () => {
    expect(Object.keys(texts.pass.keys.forms).toSorted()).toEqual([...formats, profileForm].toSorted())
  })

  it('tell somebody of themselves what can happen to them, but for what they need not know, and nothing else', () => {
    const told = Object.keys(texts.pass.happened.actions)
    const untold = [
      'participant.added',
      'participant.changed',
      'participant.link-made',
      'lease.created',
      'lease.ending-soon',
      'lease.token-returned',
    ]
    const theirs = actions.filter((action) => /^(?:participant|lease|credentials|console)\./.test(action))
    expect([...told, ...untold].toSorted()).toEqual(theirs.toSorted())
  })

  it('tell of everything that is written down about a workshop', () => {
    const told = actions.filter((action) =>
      /^(?:workshop|participant|lease|credentials|console|denial)\./.test(action),
    )
    expect(Object.keys(texts.timeline.actions)).toEqual(expect.arrayContaining(told))
  })
})

describe('a phrase', () => {
  it('has its parts where the language puts them', () => {
    expect(phrase`from ${1} to ${2}`).toEqual(['from ', 1, ' to ', 2, ''])
    expect(phrase`nothing`).toEqual(['nothing'])
  })
})
