import { answerText } from '../../iam/index.ts'
import { child, children, childText, type XmlElement } from '../../query/index.ts'

/** What users and roles have in common. */
export interface IamEntity {
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly tags: ReadonlyMap<string, string>
  readonly permissionsBoundaryArn: string | undefined
}

/** Reads the `User` or `Role` element of an answer. */
export function readEntity(element: XmlElement | undefined, kind: 'User' | 'Role'): IamEntity {
  const boundary = childText(child(element, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  return {
    name: answerText(element, `${kind}Name`),
    path: answerText(element, 'Path'),
    arn: answerText(element, 'Arn'),
    tags: readTags(element),
    permissionsBoundaryArn: boundary === '' ? undefined : boundary,
  }
}

/** Reads the `Tags` inside an element. */
export function readTags(element: XmlElement | undefined): ReadonlyMap<string, string> {
  return new Map(
    children(child(element, 'Tags'), 'member').map((tag) => [
      answerText(tag, 'Key'),
      childText(tag, 'Value') ?? '',
    ]),
  )
}

/** Tags as IAM's calls take them. */
export function tagParameters(tags: Iterable<{ readonly key: string; readonly value: string }>) {
  return [...tags].map(({ key, value }) => ({ Key: key, Value: value }))
}
