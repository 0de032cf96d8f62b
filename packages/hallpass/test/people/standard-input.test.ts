import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readList } from '../../src/cli/issue/each-list.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'
import { csvBounds } from '../../src/people/index.ts'

function context(stdin: Readable, signal = new AbortController().signal) {
  const silent = { write: () => true }
  return { output: createOutput({ stdout: silent, stderr: silent, env: {} }), stdin: () => stdin, signal }
}

describe('--each -', () => {
  it('names standard input where its list cannot be used', async () => {
    const list = readList(context(Readable.from(['ada\ngrace hopper\n'])), { file: '-' })
    await expect(list).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('standard input'),
    })
  })

  it('takes no more than may be in a list', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1024 * 1024, 'a')
      })(),
    )
    await expect(readList(context(endless), { file: '-' })).rejects.toMatchObject({ code: 'InvalidInput' })
    expect(csvBounds.maxBytes).toBe(10 * 1024 * 1024)
  })

  it('ends when it is called off', async () => {
    const stop = new AbortController()
    const list = readList(context(new PassThrough(), stop.signal), { file: '-' })
    stop.abort()
    await expect(list).rejects.toMatchObject({ code: 'Aborted' })
  })

  it('reads the list, wherever its pieces part', async () => {
    const bytes = Buffer.from('name;email\nZoë;zoe@example.com\n')
    const pieces = [...bytes].map((byte) => Buffer.from([byte]))
    const people = await readList(context(Readable.from(pieces)), { file: '-' })
    expect(people).toMatchObject([{ sessionName: 'zoe@example.com', name: 'Zoë' }])
  })
})
