import { createHash } from 'node:crypto'
import { runtimeParts } from './runtime-parts.mjs'
import { bunVersion } from './targets.mjs'

/**
 * The list of what is inside an executable: SPDX 2.3 as JSON.
 *
 * @param {object} options
 * @param {string} options.version - of hallpass
 * @param {import('./targets.mjs').Target} options.target
 * @param {string} options.sha256 - of the executable
 * @param {readonly { name: string, version: string, license: string }[]} options.packages - of npm
 * @param {Date} options.created
 */
export function billOfMaterials({ version, target, sha256, packages, created }) {
  const system = target.name.split('-')[0]
  const main = spdxPackage('hallpass', version, 'Apache-2.0', {
    packageFileName: `hallpass-${target.name}`,
    checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
    primaryPackagePurpose: 'APPLICATION',
  })
  const contained = [
    spdxPackage('@hallpass/local-aws', version, 'Apache-2.0'),
    ...packages.map((one) => npmPackage(one)),
  ]
  const bun = npmPackage({ name: target.package, version: bunVersion, license: 'MIT' })
  const linked = runtimeParts
    .filter(({ only }) => only === undefined || only === system)
    .map(({ name, license, comment }) => spdxPackage(name, undefined, license, comment ? { comment } : {}))
  const relation = (from, relationshipType, to) => ({
    spdxElementId: from.SPDXID,
    relationshipType,
    relatedSpdxElement: to.SPDXID,
  })
  const document = { SPDXID: 'SPDXRef-DOCUMENT' }
  const unique = createHash('sha256').update(`${sha256} ${created.toISOString()}`).digest('hex').slice(0, 32)
  return {
    ...document,
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    name: `hallpass-${version}-${target.name}`,
    documentNamespace: `urn:hallpass:spdx:${version}:${target.name}:${unique}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: ['Tool: hallpass-build-executables'],
    },
    packages: [main, ...contained, bun, ...linked],
    relationships: [
      relation(document, 'DESCRIBES', main),
      ...contained.map((one) => relation(main, 'CONTAINS', one)),
      relation(main, 'CONTAINS', bun),
      ...linked.map((one) => relation(bun, 'STATIC_LINK', one)),
    ],
  }
}

function npmPackage({ name, version, license }) {
  return spdxPackage(name, version, license, {
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      },
    ],
  })
}

function spdxPackage(name, version, license, more = {}) {
  return {
    SPDXID: `SPDXRef-${[name, version].join('-').replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`,
    name,
    ...(version === undefined ? {} : { versionInfo: version }),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: license,
    licenseDeclared: license,
    copyrightText: 'NOASSERTION',
    ...more,
  }
}
