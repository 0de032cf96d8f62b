/**
 * A journey is a script: what a person types, and what they see. One file holds several.
 *
 * ```
 * # A remark.
 * == keys for a named person                what follows is one test, with an empty HOME
 * env AWS_REGION=eu-west-1                   sets a variable; ${NAME} stands for another one's value
 * unset AWS_ACCESS_KEY_ID
 * write .aws/config                          makes a file in HOME
 * | [profile ada]
 * stub any-role                              starts a stand-in for AWS, at ${STUB_URL} (test/stub-aws.ts)
 * $ hallpass issue -r $ROLE_ARN -s ada       is run by sh
 * interrupt                                  sends SIGINT as soon as the stub has been asked
 * > { "AccessKeyId": "[..]" }                all of stdout
 * ! warning: …                               all of stderr
 * exit 7                                     else it is 0
 * mode 600 .aws/credentials                  a file's mode afterwards
 * aws: 200 sts:AssumeRole [..]               all that the local AWS logged; `aws: nothing` for nothing
 * stub: POST / Action=AssumeRole [..]        all that the stub was asked; `stub: nothing` for nothing
 * ```
 *
 * In what is expected, `[..]` stands for any part of a line and a line `...` for any number of lines. A command
 * that says nothing of a stream expects it empty; `aws:` and `stub:` are compared only where they stand.
 */
export interface Journey {
  readonly name: string
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'env'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'write'; readonly path: string; readonly lines: string[] }
  | { readonly kind: 'stub'; readonly words: readonly string[] }
  | CommandStep

export interface CommandStep {
  readonly kind: 'command'
  readonly line: number
  readonly command: string
  readonly stdout: string[]
  readonly stderr: string[]
  readonly modes: Array<readonly [mode: string, path: string]>
  exitCode: number
  interrupt: boolean
  aws: string[] | undefined
  stub: string[] | undefined
}

/**
 * Reads a script.
 *
 * @throws SyntaxError naming the line that it does not understand
 */
export function parseJourneys(text: string): readonly Journey[] {
  const journeys: Array<{ name: string; steps: Step[] }> = []
  let last: Step | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [word = '', ...rest] = line.split(' ')
    const value = rest.join(' ')
    const journey = journeys.at(-1)
    if (word === '==') journeys.push({ name: value, steps: [] })
    else if (word === '$' || word in preparations) {
      last = word === '$' ? command(value, index + 1) : preparations[word]?.(value)
      if (last) journey?.steps.push(last)
    } else if (last?.kind === 'write' && word === '|') last.lines.push(value)
    else if (last?.kind === 'command' && word in expectations) expectations[word]?.(last, value)
    else throw new SyntaxError(`line ${index + 1} is not understood: ${line}`)
  }
  return journeys
}

const preparations: Readonly<Record<string, (value: string) => Step>> = {
  env: (value) => ({
    kind: 'env',
    name: value.slice(0, value.indexOf('=')),
    value: value.slice(value.indexOf('=') + 1),
  }),
  unset: (name) => ({ kind: 'env', name, value: undefined }),
  write: (path) => ({ kind: 'write', path, lines: [] }),
  stub: (value) => ({ kind: 'stub', words: value.split(' ') }),
}

const expectations: Readonly<Record<string, (step: CommandStep, value: string) => void>> = {
  '>': (step, value) => step.stdout.push(value),
  '!': (step, value) => step.stderr.push(value),
  exit: (step, value) => (step.exitCode = Number(value)),
  interrupt: (step) => (step.interrupt = true),
  mode: (step, value) => step.modes.push([value.split(' ')[0] ?? '', value.split(' ')[1] ?? '']),
  'aws:': (step, value) => (step.aws ??= []).push(...(value === 'nothing' ? [] : [value])),
  'stub:': (step, value) => (step.stub ??= []).push(...(value === 'nothing' ? [] : [value])),
}

function command(line: string, number: number): CommandStep {
  return {
    kind: 'command',
    line: number,
    command: line,
    stdout: [],
    stderr: [],
    modes: [],
    exitCode: 0,
    interrupt: false,
    aws: undefined,
    stub: undefined,
  }
}
