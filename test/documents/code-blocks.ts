/** A block of code of a document. */
export interface CodeBlock {
  /** The heading that it stands below. */
  readonly section: string
  /** 1-based, of its fence. */
  readonly line: number
  /** What is behind its fence: `sh`, `console`, `ts` … */
  readonly language: string
  readonly code: string
  /** Why it is not run: `<!-- not run: … -->` on the line before its fence. */
  readonly notRun: string | undefined
}

/** The fenced blocks of a document in Markdown, without the indentation of a list that they stand in. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = markdown.split('\n')
  let section = ''
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    section = /^#+ (.*)$/.exec(line)?.[1] ?? section
    const fence = /^( *)```(\w*)$/.exec(line)
    if (fence === null) continue
    const [, indent = '', language = ''] = fence
    const end = lines.indexOf(`${indent}\`\`\``, at + 1)
    const code = lines.slice(at + 1, end).map((one) => one.slice(indent.length))
    // A formatter puts a blank line between a comment and a fence.
    const before = lines.slice(0, at).findLast((one) => one.trim() !== '')
    const notRun = /^ *<!-- not run: (.+) -->$/.exec(before ?? '')?.[1]
    blocks.push({ section, line: at + 1, language, code: `${code.join('\n')}\n`, notRun })
    at = end
  }
  return blocks
}

/** A command of a transcript, and what it printed. */
export interface TranscriptStep {
  readonly command: string
  readonly printed: readonly string[]
}

/** The commands of a block, one after the other: all of a script as one, each `$` of a transcript. */
export function steps({ language, code }: CodeBlock): readonly TranscriptStep[] {
  if (language !== 'console') return [{ command: code, printed: [] }]
  return code
    .split(/^\$ /m)
    .filter((text) => text !== '')
    .map((text) => {
      const [command = '', ...printed] = text.trimEnd().split('\n')
      return { command, printed }
    })
}

/** A printed line as a pattern: keys, tokens, moments and lengths of time are others each time; `…` is left out. */
export function linePattern(line: string): RegExp {
  const parts = line.split(
    /(…|\d{4}-\d\d-\d\dT[\d:.]+Z|\bA[KS]IA[A-Z0-9]{16}\b|(?<=")[\w+/=]{40,}|\b\d+(?:\.\d+)?(?= s\b))/,
  )
  const pattern = parts.map((part, at) =>
    at % 2 === 0 ? part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`) : '.+',
  )
  return new RegExp(`^${pattern.join('')}$`)
}
