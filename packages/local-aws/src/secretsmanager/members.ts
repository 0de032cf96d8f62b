import { AwsError } from '../base/index.ts'
import type { Tags } from '../model/index.ts'
import { type Call, listOf, required, structure, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'

/** What a request names a secret by. */
export const secretId = required(text({ minLength: 1, maxLength: 2048 }))
export const requestToken = text({ minLength: 32, maxLength: 64 })
export const versionId = text({ minLength: 32, maxLength: 64 })
export const stage = text({ minLength: 1, maxLength: 256 })
export const description = text({ maxLength: 2048 })
export const keyId = text({ maxLength: 2048 })

export const tagKey = text({ minLength: 1, maxLength: 128 })
export const tagList = listOf(structure({ Key: tagKey, Value: text({ maxLength: 256 }) }))

type SentTags = ReadonlyArray<{ readonly Key: string | undefined; readonly Value: string | undefined }>

const mostTags = 50

/**
 * Adds tags that were sent.
 *
 * @throws AwsError `InvalidParameterException` for one without a key or a value, a key that is twice there or
 * AWS's own, and for more than fifty
 */
export function addTags(tags: Tags, sent: SentTags): void {
  const added: Tags = new Map()
  for (const { Key, Value } of sent) {
    if (Key === undefined || Value === undefined) {
      throw invalidParameter('You must provide both the key and the value of a tag.')
    }
    if (added.has(Key)) throw invalidParameter(`Duplicate tag key: ${Key}`)
    if (/^aws:/i.test(Key)) throw invalidParameter("Tag keys can't start with the prefix aws:.")
    added.set(Key, Value)
  }
  if (new Set([...tags.keys(), ...added.keys()]).size > mostTags) {
    throw invalidParameter(`A secret can have ${mostTags} tags at most.`)
  }
  for (const [key, value] of added) tags.set(key, value)
}

/** What a policy can ask about tags that are sent. */
export function tagKeys(sent: SentTags): Array<readonly [string, string | readonly string[] | undefined]> {
  const keys = sent.flatMap(({ Key }) => (Key === undefined ? [] : [Key]))
  return [
    ['aws:TagKeys', keys.length === 0 ? undefined : keys],
    ...sent.map(({ Key = '', Value }) => [`aws:RequestTag/${Key}`, Value] as const),
  ]
}

const managedKey = 'alias/aws/secretsmanager'

/**
 * The key that was asked for, of a secret of that account. There is no KMS here, so there is none but AWS's own
 * for Secrets Manager.
 *
 * @throws AwsError `NotImplemented`, 501, for any other
 */
export function keptKey({ region }: Call, account: string, asked: string | undefined): string | undefined {
  if (asked === undefined || asked === '') return undefined
  if (asked === managedKey || asked === `arn:aws:kms:${region}:${account}:${managedKey}`) return asked
  throw new AwsError(
    'NotImplemented',
    501,
    `The local AWS does not have keys of KMS; secrets have the key ${managedKey}.`,
  )
}

/** Midnight UTC of that day: Secrets Manager tells no more of when something was read. */
export function dayOf(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 86_400_000) * 86_400_000)
}
