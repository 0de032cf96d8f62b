import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentCase, PolicyCase } from './case.ts'

const root = join(import.meta.dirname, '../cases')

/** The group of the cases of documents; every other group has requests. */
const documentGroup = 'documents'

/** Every case that asks for a decision, under its path: the folder is the group. */
export function loadPolicyCases(): Map<string, readonly PolicyCase[]> {
  return new Map(
    casePaths((group) => group !== documentGroup).map((path) => {
      const cases: PolicyCase[] = JSON.parse(readFileSync(join(root, path), 'utf8'))
      return [path, cases]
    }),
  )
}

/** Every case about a document, under its path. */
export function loadDocumentCases(): Map<string, readonly DocumentCase[]> {
  return new Map(
    casePaths((group) => group === documentGroup).map((path) => {
      const cases: DocumentCase[] = JSON.parse(readFileSync(join(root, path), 'utf8'))
      return [path, cases]
    }),
  )
}

function casePaths(wanted: (group: string) => boolean): string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.json'),
  )
  return paths.toSorted().filter((path) => wanted(path.split(/[\\/]/)[0] ?? ''))
}
