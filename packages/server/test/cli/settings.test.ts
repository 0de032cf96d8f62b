import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/cli/settings.ts'

describe('--private-webhooks', () => {
  it('is off unless asked for', () => {
    expect(readSettings([], {}).privateWebhooks).toBe(false)
    expect(readSettings(['--private-webhooks'], {}).privateWebhooks).toBe(true)
  })
})

describe('--keyless', () => {
  it.each([[['--keyless']], [['--keyless', '--url', 'http://hallpass.example.com']]])(
    '%j is refused: AWS comes by https alone',
    (args) => {
      expect(() => readSettings(args, {})).toThrow(/--keyless needs the https address/)
    },
  )

  it('goes with an https address, and is off unless asked for', () => {
    const url = ['--url', 'https://hallpass.example.com']
    expect(readSettings(url, {}).isKeyless).toBe(false)
    expect(readSettings([...url, '--keyless'], {})).toMatchObject({
      isKeyless: true,
      publicUrl: 'https://hallpass.example.com',
    })
  })
})
