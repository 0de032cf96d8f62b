import { ownerKey, ownerValue, roleKey, sessionKey } from './credential-keys.ts'

/**
 * The command with which keys that hallpass wrote are renewed, by whoever issued them; `undefined` for a section of
 * somebody else, or one that does not tell. What a file says is typed by nobody unless it has the form it should have.
 */
export function renewalCommand(
  profile: string,
  valueOf: (key: string) => string | undefined,
): string | undefined {
  if (valueOf(ownerKey) !== ownerValue || !/^[\w@+.%:/][\w@+.%:/-]*$/.test(profile)) return undefined
  const role = valueOf(roleKey) ?? ''
  const name = /:assumed-role\/[\w+=,.@-]{1,64}\/([\w+=,.@-]{2,64})$/.exec(valueOf(sessionKey) ?? '')?.[1]
  if (!/^arn:[a-z0-9-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(role) || name === undefined)
    return undefined
  // A name may begin with a dash, and `=` first is a command's path to zsh.
  const sessionName = /^[=-]/.test(name) ? `--session-name='${name}'` : `--session-name ${name}`
  const where = profile === name ? '' : ` --profile ${profile}`
  return `hallpass issue --role-arn ${role} ${sessionName} -o write${where}`
}
