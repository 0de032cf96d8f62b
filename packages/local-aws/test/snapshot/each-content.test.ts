import { expect, it } from 'vitest'

import { type Content, contentOf } from '../../src/content/index.ts'
import { eachContent } from '../../src/snapshot/index.ts'

it('meets each content of plain data once, wherever it is', () => {
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((text) => contentOf(Buffer.from(text)))
  const data = new Map<string, unknown>([
    ['map', new Map([['key', { body: one }]])],
    ['set', new Set([two])],
    ['list', [undefined, null, 'text', new Date(0), Buffer.from('bytes'), { deep: [three] }]],
    ['again', { body: one }],
    ['contents', four],
  ])
  const met: Content[] = []
  eachContent(data, (content) => met.push(content))
  expect(met).toHaveLength(4)
  expect(new Set(met)).toEqual(new Set([one, two, three, four]))
})
