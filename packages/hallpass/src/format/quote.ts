// Values of these characters mean the same to every shell, quoted or not; but zsh takes `=name`, also behind a
// colon, for the path of a command.
const plain = /^(?!=)(?:(?!:=)[A-Za-z0-9_@%+=:,./-])+$/

/** Whether a value means itself to every shell without quotes. */
export function isPlainWord(value: string): boolean {
  return plain.test(value)
}

/** A word as a POSIX shell takes it back: in single quotes where it has to be. */
export function posixWord(value: string): string {
  return isPlainWord(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}

/** A value between fish's double quotes, in which only `\`, `"` and `$` mean something. */
export function fishString(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, String.raw`\$&`)}"`
}

/**
 * A value as PowerShell takes it back: in double quotes, as the AWS CLI writes it; where those would expand
 * something in single quotes, where nothing is. It takes curly quotes for straight ones.
 */
export function powershellString(value: string): string {
  return isPlainWord(value) ? `"${value}"` : `'${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
}

/**
 * A string of Terraform's language, in which `${` and `%{` mean nothing.
 *
 * Source: "Strings and Templates", Terraform's configuration syntax: of JSON's escapes it lacks `\b` and `\f`.
 */
export function hclString(value: string): string {
  return JSON.stringify(value)
    .replaceAll(/\\[\\bf]/g, (escape) =>
      escape === String.raw`\b` ? '\\u0008' : escape === String.raw`\f` ? '\\u000c' : escape,
    )
    .replaceAll(/[$%](?=\{)/g, '$&$&')
}
