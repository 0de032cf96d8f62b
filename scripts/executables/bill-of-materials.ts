import { createHash } from 'node:crypto'
import { runtimeParts } from './runtime-parts.ts'
import { bunVersion, type Target } from './targets.ts'

/** A package of npm that was bundled. */
export interface Bundled {
  readonly name: string
  readonly version: string
  readonly license: string
}

interface SpdxPackage extends Record<string, unknown> {
  readonly SPDXID: string
}

/** The list of what is inside an executable: SPDX 2.3 as JSON. */
export function billOfMaterials(options: {
  /** Of hallpass. */
  readonly version: string
  readonly target: Target
  /** Of the executable. */
  readonly sha256: string
  readonly packages: readonly Bundled[]
  readonly created: Date
}) {
  const { version, target, sha256, packages, created } = options
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
  const relation = (from: { readonly SPDXID: string }, relationshipType: string, to: SpdxPackage) => ({
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

function npmPackage({ name, version, license }: Bundled): SpdxPackage {
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

function spdxPackage(
  name: string,
  version: string | undefined,
  license: string,
  more: Readonly<Record<string, unknown>> = {},
): SpdxPackage {
  return {
    SPDXID: `SPDXRef-${[name, version ?? ''].join('-').replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`,
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
