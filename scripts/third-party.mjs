import { readdirSync, readFileSync } from 'node:fs'

/**
 * The npm packages that files come from.
 *
 * @param {Iterable<string>} files - paths of modules that were bundled
 * @returns {readonly { name: string, version: string, license: string, text: string }[]} `text`: its licence's
 */
export function thirdParty(files) {
  const folders = new Set()
  for (const file of files) {
    const folder = /^.*?node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(
      file.replaceAll('\\', '/'),
    )
    if (folder !== null) folders.add(folder[0])
  }
  return [...folders]
    .toSorted((left, right) => left.localeCompare(right))
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
      return {
        name,
        version,
        license,
        text: file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim(),
      }
    })
}

/** The licences of what is bundled, as these ask for: one text for all. */
export function licenceTexts(packages) {
  return packages
    .map(
      ({ name, version, license, text }) =>
        `${name} ${version} (${license})\n${text === '' ? '' : `\n${text}\n`}`,
    )
    .join(`\n${'-'.repeat(72)}\n\n`)
}
