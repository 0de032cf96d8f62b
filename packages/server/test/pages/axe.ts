import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on a page, by rule. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script, which the pages' policy would refuse.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const found: { violations: { id: string; nodes: { html: string }[] }[] } = await Reflect.get(
      globalThis,
      'axe',
    ).run()
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}
