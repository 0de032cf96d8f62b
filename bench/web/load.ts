import type { CDPSession, Page } from 'playwright-core'

/** A browser's machine and line. */
export type Line = 'fast' | 'slow' | 'slow machine'

/** A page, loaded once. */
export interface LoadSample {
  /** From the request to the first byte of the answer. */
  readonly serverMs: number
  /** From the first byte of the answer until all that matters is painted. */
  readonly visibleMs: number
  /** Of everything that was loaded, as it came over the wire. */
  readonly bytes: number
  readonly requests: number
}

/** Slow 4G as Chromium's own developer tools have it. */
const slow4g = {
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (750 * 1024 * 0.9) / 8,
}

/** A browser on such a machine and line: the slow one has a CPU slowed down four times. Nothing is in its cache. */
export async function slowed(page: Page, line: Line): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: line === 'fast' ? 1 : 4 })
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    ...(line === 'slow' ? slow4g : { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }),
  })
  return devtools
}

/** Loads a page some times. `wanted`: the last of what matters; it is visible when a frame has been painted with it. */
export async function loadTimes(
  page: Page,
  url: string,
  { line, wanted, rounds }: { readonly line: Line; readonly wanted: string; readonly rounds: number },
): Promise<LoadSample[]> {
  const devtools = await slowed(page, line)
  let bytes = 0
  let requests = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests += 1
  })
  // A page whose stylesheet is not there yet has no frames.
  await page.addInitScript(`{
    const look = () => {
      if (!document.querySelector(${JSON.stringify(wanted)})) return requestAnimationFrame(look)
      requestAnimationFrame(() => setTimeout(() => { globalThis.seenAt = performance.now() }))
    }
    requestAnimationFrame(look)
  }`)
  const samples: LoadSample[] = []
  for (let round = 0; round < rounds; round += 1) {
    bytes = 0
    requests = 0
    await page.goto(url, { waitUntil: 'load' })
    const times = await page.evaluate<{ serverMs: number; visibleMs: number }>(`new Promise((resolve) => {
      const read = () => {
        const [navigation] = performance.getEntriesByType('navigation')
        const [paint] = performance.getEntriesByName('first-contentful-paint')
        if (!paint || !globalThis.seenAt) return setTimeout(read, 20)
        const { requestStart, responseStart } = navigation
        const visible = Math.max(paint.startTime, globalThis.seenAt)
        resolve({ serverMs: responseStart - requestStart, visibleMs: visible - responseStart })
      }
      read()
    })`)
    samples.push({ ...times, bytes, requests })
  }
  await devtools.detach()
  return samples
}
