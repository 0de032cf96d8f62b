import { escapeHtml } from '../base/index.ts'
import { calledBy, type Handout, type HandoutOptions, roleOf } from './handout.ts'
import { styles } from './handout-styles.ts'
import { moment } from './moment.ts'
import { linesFor, shells } from './shells.ts'

/**
 * Hand-outs as one page of HTML, one after the other; printed, each begins on a new sheet. Nothing is fetched from
 * anywhere, and no script runs: the page says so itself, by its Content-Security-Policy.
 */
export function handoutHtml(people: readonly Handout[], options: HandoutOptions = {}): string {
  const [first] = people
  const title =
    first !== undefined && people.length === 1
      ? `AWS access for ${calledBy(first)}`
      : 'AWS access for everyone'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>
${styles}</style>
</head>
<body>
${people.map((one, index) => sheet(one, index, options)).join('\n')}
</body>
</html>
`
}

function sheet(one: Handout, index: number, options: HandoutOptions): string {
  const { account, role } = roleOf(one)
  const { keys } = one
  const ends = time(keys.credentials.expiration, options)
  const facts = [
    ['Session', `<code>${escapeHtml(one.sessionName)}</code>`],
    ['Account', `<code>${escapeHtml(account)}</code>`],
    ['Role', `<code>${escapeHtml(role)}</code>`],
    ['Region', `<code>${escapeHtml(keys.region)}</code>`],
    ['Good until', `<strong>${ends}</strong>`],
    ...(one.place === undefined
      ? []
      : [['Your files', `<code>${escapeHtml(one.place)}</code>, yours alone`]]),
  ]
  return `<main>
<header>
${one.group === undefined ? '' : `<p class="group">${escapeHtml(one.group)}</p>\n`}<h1><small>AWS access for</small> ${escapeHtml(calledBy(one))}</h1>
</header>
<dl>
${facts.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('\n')}
</dl>
<p class="secret">These keys are yours alone. Whoever has them is you for AWS: show them to nobody, and put them in no repository.</p>
<section>
<h2>The AWS console, in the browser</h2>
${consolePart(one, options)}
</section>
<section>
<h2>The AWS command line and your programs</h2>
<p>Paste the lines for your shell into its window; a click marks them all. They hold in that window alone.</p>
${shells.map((shell) => shellPart(shell, one, index)).join('\n')}
<p>Then try:</p>
<pre>aws sts get-caller-identity</pre>
</section>
<section>
<h2>When it ends</h2>
<p>The keys end by themselves at ${ends}: nothing is to be done. What says <code>ExpiredToken</code> needs new ones: ask whoever gave you these.</p>
</section>
</main>`
}

function consolePart({ link }: Handout, options: HandoutOptions): string {
  if (link === undefined) return '<p>For a link into the console ask whoever gave you this.</p>'
  const until =
    link.consoleUntil === undefined
      ? ''
      : ` The console then lasts until ${time(link.consoleUntil, options)}.`
  return `<p class="screen"><a class="button" href="${escapeHtml(link.url)}" rel="noreferrer noopener" target="_blank">Open the AWS console</a></p>
<p class="screen">Open it before ${time(link.openUntil, options)}.${until} It signs in whoever opens it.</p>
<p class="paper">The link is in the file that this was printed from, and works until ${time(link.openUntil, options)}.</p>`
}

function shellPart(shell: (typeof shells)[number], { keys }: Handout, index: number): string {
  const lines = linesFor(shell, keys)
  if (lines === undefined) return ''
  const open = shell === shells[0] ? ' open' : ''
  return `<details name="shell-${index}"${open}>
<summary>${escapeHtml(shell.title)} <small>${escapeHtml(shell.where)}</small></summary>
<pre>${escapeHtml(lines.join('\n'))}</pre>
</details>`
}

function time(date: Date, options: HandoutOptions): string {
  return `<time datetime="${date.toISOString()}">${escapeHtml(moment(date, options))}</time>`
}
