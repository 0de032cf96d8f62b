import type { Page } from 'playwright-core'

/** The elements that reach beyond the screen, and are in nothing that scrolls by itself; none where all fits. */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth && !one.closest('.scroll, pre'))
      .map((one) => one.tagName + '.' + one.className + ' ' + (one.textContent ?? '').trim().slice(0, 40))
  `)
}
