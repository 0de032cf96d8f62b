/** The words of what a command printed that are commands themselves: they stand at the end of a line, alone or after a colon. */
export function printedCommands(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap(
      (line) => /(?:^\W*|: |^use it: )((?:hallpass|aws|AWS_\w+=\S+ aws) [^\n]*)$/.exec(line)?.[1] ?? [],
    )
    .map((command) => command.trimEnd())
}
