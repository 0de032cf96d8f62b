import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentCase, PolicyCase } from './case.ts'

const root = join(import.meta.dirname, '../cases')

/** The group of the cases of documents; every other group has requests. */
export const documentGroup = 'documents'

/** Every case of `test/cases`, under its path: the folder is the group. */
export function loadCases<Case extends PolicyCase | DocumentCase>(
  wanted: (group: string) => boolean,
): Map<string, readonly Case[]> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.json'),
  )
  const chosen = paths.toSorted().filter((path) => wanted(path.split(/[\\/]/)[0] ?? ''))
  return new Map(chosen.map((path) => [path, JSON.parse(readFileSync(join(root, path), 'utf8')) as Case[]]))
}

export function loadPolicyCases(): Map<string, readonly PolicyCase[]> {
  return loadCases<PolicyCase>((group) => group !== documentGroup)
}

export function loadDocumentCases(): Map<string, readonly DocumentCase[]> {
  return loadCases<DocumentCase>((group) => group === documentGroup)
}
