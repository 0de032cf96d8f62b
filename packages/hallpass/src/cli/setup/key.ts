import { posixWord } from '../../format/index.ts'
import type { HandedOverKey, SetupOutputs } from '../../setup/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** A key as `apply` and `rotate` print it: `secret_key` is encrypted, unless it was asked for in the clear. */
export function keyOutputs(key: HandedOverKey | undefined, accessKeyId?: string) {
  return {
    access_key: key?.accessKeyId ?? accessKeyId ?? null,
    secret_key: key?.secretKey ?? null,
    profile: key?.profile ?? null,
    file: key?.file ?? null,
  }
}

/** `1 change`, `2 changes`. */
export function counted(things: readonly unknown[], word: string): string {
  return `${things.length} ${word}${things.length === 1 ? '' : 's'}`
}

/**
 * Where the secret went, and what to type next, for people.
 *
 * @param outputs - what the roles are used with, where it is known
 */
export function tellKey(
  { output }: CommandContext,
  { profile, file, secretKey }: HandedOverKey,
  outputs?: SetupOutputs,
): void {
  if (profile !== undefined) {
    output.note(`the key is in ${file}, as profile ${profile}`)
    const [roleArn] = outputs?.roleArns ?? []
    if (roleArn !== undefined) output.note(`use it: ${issueCommand(profile, roleArn, outputs?.externalId)}`)
  } else if (file !== undefined) {
    output.note(`the key is in ${file}, which you alone can read`)
  } else if (secretKey !== undefined) {
    output.aside('an encrypted secret_key is restored by: base64 --decode | gpg --decrypt')
  }
}

function issueCommand(profile: string, roleArn: string, externalId: string | undefined): string {
  return [
    'hallpass issue --source-profile',
    posixWord(profile),
    '--role-arn',
    posixWord(roleArn),
    ...(externalId === undefined ? [] : ['--external-id', posixWord(externalId)]),
    '--session-name first-visitor',
  ].join(' ')
}
