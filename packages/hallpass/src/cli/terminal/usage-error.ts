import { ArgumentScannerError, formatMessageForArgumentScannerError } from '@stricli/core'
import { HallpassError, isNear, shownValue, wordsHint } from '../../base/index.ts'

/**
 * What was wrong with the command line, in the words of the rest of Hallpass: stricli's own say `--roleArn`
 * where people type `--role-arn`, and mention flags that were not typed.
 *
 * @param prefix - the command that was called, e.g. `hallpass issue`
 */
export function usageError(error: unknown, prefix: string): HallpassError {
  const seeHelp = `the flags and an example: ${prefix} --help`
  if (!(error instanceof ArgumentScannerError)) {
    const message = error instanceof Error ? error.message : String(error)
    return new HallpassError('UsageError', message, { hint: seeHelp, cause: error })
  }
  let hint: string | undefined
  const message = formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) => {
      const near = corrections.map(flagText).filter((name) => isNear(flagText(input).slice(2), name.slice(2)))
      if (near.length > 0) hint = `did you mean ${near.join(' or ')}?`
      return `there is no flag ${flagText(input)}`
    },
    AliasNotFoundError: ({ input }) => `there is no flag -${input}`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) => {
      if (!(exception instanceof HallpassError)) return `${flagText(name)} cannot be ${shownValue(input)}`
      hint = exception.hint
      return exception.message
    },
    EnumValidationError: ({ externalFlagName, input, values }) => {
      hint = wordsHint(input, values)
      return `${flagText(externalFlagName)} cannot be ${shownValue(input)}`
    },
    UnsatisfiedFlagError: ({ externalFlagName, nextFlagName }) =>
      nextFlagName === undefined
        ? `${flagText(externalFlagName)} is missing`
        : `${flagText(externalFlagName)} needs a value before ${flagText(nextFlagName)}`,
    UnexpectedFlagError: ({ externalFlagName }) => `${flagText(externalFlagName)} is given twice`,
    UnexpectedPositionalError: ({ input }) => `${shownValue(input)} belongs to no flag`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) => `${flagText(externalFlagName)} takes no value`,
  })
  return new HallpassError('UsageError', message, { hint: hint ?? seeHelp, cause: error })
}

/** `roleArn`, `role-arn` or `--roleArn` → `--role-arn`. */
function flagText(name: string): string {
  const plain = name.replace(/^-+/, '')
  return plain.length === 1
    ? `-${plain}`
    : `--${plain.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
