import { texts } from '../../texts/index.ts'

// In this order: each names itself as those after it too.
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'ChromeOS'],
  ['Windows', 'Windows'],
  ['Macintosh', 'Mac'],
  ['Linux', 'Linux'],
] as const

/** What a browser says that it is, in words that its owner knows: `Firefox on Windows`. Nothing for what is unknown. */
export function deviceName(userAgent: string | null | undefined): string | undefined {
  if (userAgent === null || userAgent === undefined) return undefined
  const browser = browsers.find(([mark]) => userAgent.includes(mark))?.[1]
  const system = systems.find(([mark]) => userAgent.includes(mark))?.[1]
  if (browser === undefined || system === undefined) return browser ?? system
  return texts.addPasskey.browserOn(browser, system)
}
