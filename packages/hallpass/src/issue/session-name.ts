import { checkOption, HallpassError } from '../base/index.ts'

/** AWS's pattern for RoleSessionName (ASCII only, whatever `\w` means elsewhere). */
const pattern = /^[A-Za-z0-9_+=,.@-]{2,64}$/

/**
 * Checks a session name against AWS's own rule: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`.
 *
 * Source: AssumeRole, `RoleSessionName`, AWS STS API reference.
 *
 * @throws HallpassError `InvalidInput`; the hint holds a name that would be taken
 * @throws TypeError when it is not a string
 */
export function checkSessionName(name: string): string {
  checkOption('sessionName', name, 'a string')
  if (pattern.test(name)) return name
  const problem =
    name.length < 2
      ? 'has to have at least 2 characters'
      : name.length > 64
        ? `has ${name.length} characters; 64 is the most`
        : `may not contain ${describe(/[^A-Za-z0-9_+=,.@-]/u.exec(name)?.[0] ?? '')}`
  const suggestion = suggest(name)
  throw new HallpassError('InvalidInput', `the session name ${problem}`, {
    hint: `use letters, digits and _ + = , . @ -${suggestion ? `, for example ${suggestion}` : ''}`,
    facts: { name: 'sessionName' },
  })
}

function describe(character: string): string {
  if (character === ' ') return 'a space'
  if (/^[\x21-\x7e]$/.test(character)) return character
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function suggest(name: string): string | undefined {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .trim()
    .replaceAll(/\s+/g, '.')
    .replaceAll(/[^A-Za-z0-9_+=,.@-]/g, '-')
    .slice(0, 64)
  return pattern.test(plain) && /[A-Za-z0-9]/.test(plain) ? plain : undefined
}
