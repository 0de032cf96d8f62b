import { buildApplication, buildRouteMap, text_en, type ApplicationText, type RouteMap } from '@stricli/core'
import { HallpassError, isNear, shownValue } from '../base/index.ts'
import { commandWords, isCommandWord, loadCommands } from './commands.ts'
import { isTopic, topics } from './help/topics.ts'
import type { CommandContext } from './terminal/context.ts'
import { usageError } from './terminal/usage-error.ts'

const docs = {
  brief: 'Temporary AWS access for people who are only visiting',
  fullDescription: [
    'Temporary AWS access for people who are only visiting: keys for the terminal and',
    "code, a link into the console, each under its holder's own name.",
    '',
    'Try it now, with no AWS account:',
    '  hallpass demo',
    '',
    'With AWS credentials of your own, and a role to hand out:',
    '  hallpass issue --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access \\',
    '                 --session-name identified@domain.ext',
    '',
    `hallpass help TOPIC, for ${Object.keys(topics).join(', ')}`,
  ].join('\n'),
}

/**
 * The command that a command line names, or all of them where it names none: for the help, and to find the nearest.
 *
 * @param options.args - the command line
 * @param options.failed - is given every failure, once
 */
export async function createApp(options: {
  readonly version: string
  readonly args: readonly string[]
  readonly failed: (error: unknown) => void
}) {
  const failed = (error: unknown): string => {
    options.failed(error)
    return ''
  }
  const [word] = options.args
  const routes = buildRouteMap<string, CommandContext>({
    routes: await loadCommands(isCommandWord(word) ? [word] : commandWords),
    docs,
  })
  const { group, command } = namedBy(routes, options.args)
  const text: ApplicationText = {
    ...text_en,
    briefs: {
      ...text_en.briefs,
      help: 'print this help',
      version: 'print the version',
      argumentEscapeSequence: 'what follows is no flag',
    },
    exceptionWhileParsingArguments: (error) => failed(usageError(error, command)),
    noCommandRegisteredForInput: ({ input, corrections }) => {
      const words = group === 'hallpass' ? [...corrections, ...others] : corrections
      const near = words.map((name) => name.replaceAll('`', '')).filter((name) => isNear(input, name))
      return failed(
        new HallpassError('UsageError', `there is no command ${shownValue(input)}`, {
          hint:
            near.length > 0
              ? `did you mean ${near.map((name) => `${group} ${isTopic(name) ? 'help ' : ''}${name}`).join(' or ')}?`
              : `the commands: ${group} --help`,
        }),
      )
    },
    exceptionWhileRunningCommand: failed,
    exceptionWhileLoadingCommandFunction: failed,
    exceptionWhileLoadingCommandContext: failed,
    commandErrorResult: failed,
  }
  return buildApplication(routes, {
    name: 'hallpass',
    versionInfo: { currentVersion: options.version },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: {
      caseStyle: 'convert-camel-to-kebab',
      onlyRequiredInUsageLine: true,
      disableAnsiColor: true,
    },
    localization: { text },
  })
}

/** The words of a command line as they are parsed. The `--` of exec is kept: before it is the name of a request. */
export function preparedWords(args: readonly string[]): readonly string[] {
  const words = helpAsFlag(args)
  const at = words[0] === 'exec' ? words.indexOf('--') : -1
  return at === -1 ? words : [...words.slice(0, at), '--', ...words.slice(at)]
}

/** What may stand first and is no command: `help`, its topics, and the flags of the whole. */
const others = ['help', '--help', '--version', ...Object.keys(topics)]

/** `help issue` → `issue --help`: the word people try first. */
export function helpAsFlag(args: readonly string[]): readonly string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : args
}

/** The command that a command line names, as far as it does, and the group that it was looked for in. */
function namedBy(
  routes: RouteMap<CommandContext>,
  args: readonly string[],
): { readonly group: string; readonly command: string } {
  let routeMap = routes
  let group = 'hallpass'
  for (const word of args) {
    const target = routeMap.getRoutingTargetForInput(word)
    if (!target) break
    if (!('getRoutingTargetForInput' in target)) return { group, command: `${group} ${word}` }
    routeMap = target
    group += ` ${word}`
  }
  return { group, command: group }
}
