import { HallpassError, type UnreadPart } from 'hallpass'
import type { Services } from '../change/index.ts'
import { regionPolicy } from '../issuing/index.ts'
import { texts } from '../texts/index.ts'
import { fillTemplate } from '../workshop/index.ts'
import { type Preview, previewPermissions } from './preview-permissions.ts'
import { previewWords, type PreviewWords } from './preview-words.ts'

/** What is handed out: a role, and what limits its sessions. */
export interface HandedOut {
  readonly issuer: string
  readonly roleArn: string
  /** As the workshop has it: `${workshop}`, `${participant}` and `${lease}` stand for somebody's. */
  readonly sessionPolicy?: string | null | undefined
  readonly regions?: readonly string[] | undefined
}

/** What a session of a role may do, with words for it, and what of it could not be read. */
export interface RolePreview {
  readonly roleArn: string
  /** `undefined`: nothing could be read. */
  readonly preview: Preview | undefined
  readonly words: PreviewWords
  /** What could not be read, or has no words of its own. */
  readonly notes: readonly string[]
  /** Why nothing could be read, in words. */
  readonly problem: { readonly message: string; readonly hint: string } | undefined
}

const words = texts.preview.unread
const sampleIds = { workshop: 'w-x7f3a', participant: 'p-x7f3a', lease: 'l-x7f3a' }

/** Reads a role, and tells what a session of it may do. What AWS refuses is told, and not thrown. */
export async function previewRole(
  { roles, now }: Pick<Services, 'roles' | 'now'>,
  { issuer, roleArn, sessionPolicy, regions = [] }: HandedOut,
): Promise<RolePreview> {
  const nothing = (message: string, hint: string): RolePreview => ({
    roleArn,
    preview: undefined,
    words: { may: [], butNot: [], mayNot: [], warnings: [] },
    notes: [],
    problem: { message, hint },
  })
  try {
    const read = await roles.permissions(issuer, roleArn)
    const unread = read.unread.map(partText)
    if (read.policies.length === 0 && unread.length > 0) return nothing(words.none, words.noneHint)
    const template = sessionPolicy ? fillTemplate(sessionPolicy, sampleIds) : undefined
    const preview = previewPermissions({
      roleArn,
      roleId: read.roleId,
      policies: read.policies,
      boundary: read.boundary,
      sessionPolicy: regionPolicy(template, regions),
      now: now(),
    })
    const { notes, ...said } = previewWords(preview)
    return {
      roleArn,
      preview,
      words: said,
      notes: [
        ...notes,
        ...(unread.length === 0 ? [] : [words.some(unread)]),
        ...(preview.malformed.length === 0 ? [] : [words.malformed(preview.malformed)]),
      ],
      problem: undefined,
    }
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code === 'InvalidInput') throw error
    if (error.facts.awsCode === 'NoSuchEntity') return nothing(words.missing, words.missingHint)
    return error.code === 'AccessDenied'
      ? nothing(words.none, words.noneHint)
      : nothing(words.fault, words.faultHint)
  }
}

function partText({ part, name = '' }: UnreadPart): string {
  const text = words.parts[part]
  return typeof text === 'string' ? text : text(name)
}
