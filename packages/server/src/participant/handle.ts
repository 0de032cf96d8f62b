const maxCharacters = 16

/**
 * What stands for a person in session names: `ada` for Ada Lovelace and for ada.lovelace@example.com. Lower-case
 * letters and digits, at most 16; `guest` for a name that has none.
 */
export function handle(name: string): string {
  const first = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .find((part) => part !== '')
  return first?.slice(0, maxCharacters) ?? 'guest'
}
