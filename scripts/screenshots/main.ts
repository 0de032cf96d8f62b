/**
 * `npm run screenshots -- FOLDER`: every page and state of the server, light and dark, on a phone and on a projector,
 * in real Chromium, against a real server with a class of 300 on a local AWS. With `--docs` it makes the few pictures
 * of docs/images anew instead.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { launchChromium } from '../../packages/server/test/pages/chromium.ts'
import { openPerson } from '../../packages/server/test/pages/person.ts'
import { forDocs, type Picture, pictures, type Screen, screens } from './pictures.ts'
import { openSet } from './set.ts'

const docs = process.argv.includes('--docs')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const folder = docs
  ? fileURLToPath(new URL('../../docs/images', import.meta.url))
  : resolve(wanted[0] ?? 'screenshots')
const only = docs ? [] : wanted.slice(1)

const browser = await launchChromium()
const set = await openSet()
try {
  mkdirSync(folder, { recursive: true })
  const all: readonly (readonly [Picture, Screen])[] = docs
    ? forDocs
    : pictures
        .filter(({ name }) => only.length === 0 || only.includes(name))
        .flatMap((picture) => (picture.screens ?? screens).map((screen) => [picture, screen] as const))
  for (const [picture, screen] of all) {
    const { width, height, scale, dark } = screen
    const person = await openPerson(browser, {
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: dark ? 'dark' : 'light',
    })
    await set.signIn(person.page, picture.who)
    await picture.go(person.page, set)
    const name = docs ? `${picture.name}.webp` : `${picture.name}-${screen.name}.png`
    writeFileSync(join(folder, name), await take(person.page, docs ? 'webp' : 'png', picture.whole ?? false))
    console.log(join(folder, name))
    await person.context.close()
  }
} finally {
  await browser.close()
  await set.close()
}

/** What the page looks like; playwright has no WebP, Chromium has. */
async function take(page: Page, format: 'webp' | 'png', whole: boolean): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', {
    format,
    ...(format === 'webp' ? { quality: 82 } : {}),
    captureBeyondViewport: whole,
    ...(whole ? { clip: await wholePage(page) } : {}),
  })
  return Buffer.from(data, 'base64')
}

async function wholePage(page: Page) {
  const [width, height] = await page.evaluate<[number, number]>(
    '[document.documentElement.clientWidth, Math.min(6000, document.documentElement.scrollHeight)]',
  )
  return { x: 0, y: 0, width, height, scale: 1 }
}
