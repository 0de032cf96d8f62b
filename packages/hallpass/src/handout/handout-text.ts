import { calledBy, type Handout, type HandoutOptions, roleOf } from './handout.ts'
import { moment } from './moment.ts'
import { shells, shortLinesFor } from './shells.ts'

const columns = 80
// A character less: what is mailed may get a blank or `>` in front.
const keyColumns = 76

/** A person's hand-out as text. No line is longer than 80 columns but the console link's, which stands on its own. */
export function handoutText(one: Handout, options: HandoutOptions = {}): string {
  const { account, role } = roleOf(one)
  const { keys, link } = one
  const ends = moment(keys.credentials.expiration, options)
  const blocks = [
    wrap(`AWS access for ${calledBy(one)}${one.group === undefined ? '' : `, ${one.group}`}`),
    [
      `Your session:  ${one.sessionName}`,
      `Account:       ${account}`,
      `Role:          ${role}`,
      `Region:        ${keys.region}`,
      `Good until:    ${ends}`,
    ].flatMap((line) => wrap(line, ' '.repeat(15))),
    wrap(
      'These keys are yours alone. Whoever has them is you for AWS: show them to nobody, and put them in no repository.',
    ),
    ...(one.place === undefined ? [] : [['The place for your files, yours alone:', ...wrap(one.place)]]),
    heading('The AWS console, in the browser'),
    ...(link === undefined
      ? [wrap('For a link into the console ask whoever gave you this.')]
      : [
          wrap(
            `Open this link before ${moment(link.openUntil, options)}.${link.consoleUntil === undefined ? '' : ` The console then lasts until ${moment(link.consoleUntil, options)}.`} It signs in whoever opens it.`,
          ),
          [link.url],
        ]),
    heading('The AWS command line and your programs'),
    wrap('Paste the lines for your shell into its window. They hold in that window alone.'),
    ...shells.flatMap((shell) => {
      const lines = shortLinesFor(shell, keys, keyColumns)
      return lines === undefined ? [] : [[`${shell.title} (${shell.where}):`], lines]
    }),
    ['Then try:', 'aws sts get-caller-identity'],
    heading('When it ends'),
    wrap(
      `The keys end by themselves at ${ends}: nothing is to be done. What says ExpiredToken needs new ones: ask whoever gave you these.`,
    ),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function heading(text: string): string[] {
  return [text, '-'.repeat(text.length)]
}

/** Lines of 80 columns at most; a word that is longer is broken. */
function wrap(text: string, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && width(line + word.trimEnd()) > columns) {
      lines.push(line.trimEnd())
      line = indent
    }
    line += word
    while (width(line.trimEnd()) > columns) {
      const cut = fitting(line)
      lines.push(cut)
      line = indent + line.slice(cut.length)
    }
  }
  return [...lines, line.trimEnd()]
}

function fitting(line: string): string {
  let cut = ''
  for (const character of line) {
    if (width(cut + character) > columns) break
    cut += character
  }
  return cut
}

/** East Asian letters take two columns. */
function width(text: string): number {
  let columnsTaken = 0
  for (const character of text) {
    columnsTaken +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1
  }
  return columnsTaken
}
