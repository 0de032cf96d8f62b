import { child, children, childText, type XmlElement, type QueryStructure } from '../query/index.ts'
import type { CallIam } from './call-iam.ts'

/** The members of a list of IAM's, all pages of it. */
export async function listAll(
  iam: CallIam,
  action: string,
  parameters: QueryStructure,
  list: string,
): Promise<readonly XmlElement[]> {
  const members: XmlElement[] = []
  let marker: string | undefined
  do {
    const page = await iam(action, { ...parameters, Marker: marker })
    members.push(...children(child(page, list), 'member'))
    marker = childText(page, 'IsTruncated') === 'true' ? childText(page, 'Marker') : undefined
  } while (marker !== undefined)
  return members
}
