import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/read-config.ts'
import { exportFormats } from '../../../src/setup/export/export-formats.ts'
import { exportFiles } from '../../../src/setup/export/export.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import { describeModel } from '../../../src/setup/model/describe-model.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'
import { presets } from '../../../src/setup/presets/presets.ts'

const examples = new URL('../../../../../examples/setup/', import.meta.url)
const inputs = resolveInputs({})
const model = createModel(inputs)

describe.each(exportFormats)('examples/setup of %s', (format) => {
  it.each(exportFiles(format, model, inputs).map((file) => [file.name, file.content]))(
    '%s is what the command writes',
    (name, content) => {
      const place = format === 'terraform' ? `terraform/${name}` : name
      expect(readFileSync(new URL(place, examples), 'utf8')).toBe(content)
    },
  )
})

it('every format says the same of the policies', () => {
  const actions = model.roles[0].inlinePolicies.flatMap(({ document }) =>
    [
      ...JSON.stringify(document(literalReferences(model, '123456789012'))).matchAll(
        /"((?:s3|iam|sts):[^"]+)"/g,
      ),
    ].map(([, action]) => action ?? ''),
  )
  expect(actions.length).toBeGreaterThan(20)
  for (const format of exportFormats.filter((one) => one !== 'admin-policy')) {
    const text = exportFiles(format, model, inputs)
      .map(({ content }) => content)
      .join('\n')
    expect(actions.filter((action) => !text.includes(`"${action}"`))).toEqual([])
  }
  const plan = describeModel(model, inputs, literalReferences(model, '123456789012'))
  expect(actions.filter((action) => !plan.includes(`"${action}"`))).toEqual([])
})

it('the configuration file of the examples is good', () => {
  const path = new URL('hallpass.config.json', examples).pathname
  expect(resolveInputs({}, readConfig({ path })).roles.length).toBe(2)
})

it('docs/setup.md says what the presets are in their own words, and shows the configuration of the examples', () => {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ')
  const docs = readFileSync(new URL('../../docs/setup.md', examples), 'utf8')
  for (const { name, summary } of presets) {
    expect(plain(docs)).toContain(`**\`${name}\`**`)
    expect(plain(docs)).toContain(plain(summary))
  }
  expect(docs).toContain(readFileSync(new URL('hallpass.config.json', examples), 'utf8'))
})
