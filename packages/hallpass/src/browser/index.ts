export {
  type BrowserCommand,
  type BrowserSearch,
  findBrowser,
  type FindBrowserOptions,
} from './find-browser.ts'
export { isolatedBrowser } from './isolated-browser.ts'
export { launchBrowser } from './launch-browser.ts'
export { type HandOver, handOver, type HandOverOptions } from './hand-over.ts'
