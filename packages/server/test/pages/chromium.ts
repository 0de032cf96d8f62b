import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The browser that is there: the one that CHROMIUM_PATH names, the system's, else the one from the npm package. */
export async function launchChromium(): Promise<Browser> {
  const named = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome']
  const installed = named.find((path) => path !== undefined && path !== '' && existsSync(path))
  return chromium.launch({
    executablePath: installed ?? (await packagedChromium()),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

async function packagedChromium(): Promise<string> {
  const { default: packaged } = await import('@sparticuz/chromium')
  return packaged.executablePath()
}
