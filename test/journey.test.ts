import { describe, expect, it } from 'vitest'
import { parseJourneys } from './journey.ts'
import { matchLines } from './match-lines.ts'

// A test that compares loosely needs to be known to fail.

describe('what is expected is not what was seen', () => {
  it.each([
    ['a line is missing', 'one\n', ['one', 'two']],
    ['a line is added', 'one\ntwo\n', ['one']],
    ['nothing is expected', 'one\n', []],
    ['something is expected', '', ['one']],
    ['a line differs', 'one\n', ['two']],
    ['a wildcard meets a line that ends otherwise', 'one of many!\n', ['one [..] many']],
    ['a pattern is not a regular expression', 'onee\n', ['one+']],
    ['lines come in another order', 'one\ntwo\n', ['two', '...', 'one']],
  ])('when %s', (_name, text, pattern) => {
    expect(matchLines(text, pattern)).not.toEqual(pattern)
  })
})

describe('what is expected is what was seen', () => {
  it.each([
    ['when every line is the same', 'one\ntwo\n', ['one', 'two']],
    ['when [..] stands for what differs', 'one of many\n', ['one [..] many']],
    ['when [..] stands for nothing', 'one many\n', ['one[..] many']],
    ['when ... stands for several lines', 'one\ntwo\nthree\n', ['one', '...', 'three']],
    ['when ... stands for no line', 'one\n', ['...', 'one', '...']],
    ['when both say nothing', '', []],
  ])('%s', (_name, text, pattern) => {
    expect(matchLines(text, pattern)).toEqual(pattern)
  })
})

describe('a script', () => {
  it('with a line of no kind is refused, naming the line', () => {
    expect(() => parseJourneys('== a test\n$ true\n? what\n')).toThrow('line 3')
  })

  it('with an expectation before any command is refused', () => {
    expect(() => parseJourneys('== a test\n> out\n')).toThrow('line 2')
  })

  it('is read in order, and a command expects success and silence unless told otherwise', () => {
    const [journey] = parseJourneys('# remark\n\n== a test\nwrite a/b\n| x\n$ true\n$ false\n! no\nexit 1\n')
    expect(journey).toMatchObject({
      name: 'a test',
      steps: [
        { kind: 'write', path: 'a/b', lines: ['x'] },
        { kind: 'command', command: 'true', stdout: [], stderr: [], exitCode: 0 },
        { kind: 'command', command: 'false', stderr: ['no'], exitCode: 1 },
      ],
    })
  })
})
