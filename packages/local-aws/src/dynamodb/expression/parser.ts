import type { AwsError } from '../../base/index.ts'
import { type Sentence, validationException, within } from '../errors/index.ts'
import type { Value } from '../value/index.ts'
import type { Substitutes } from './names.ts'
import type { Path } from './path.ts'
import { isReserved } from './reserved-words.ts'
import { type Token, tokensOf } from './tokens.ts'

const longestExpression = 4096
/** Of parentheses and functions in one another. */
const mostDepth = 300
/** Of operators and functions in one expression. */
const mostOperators = 300

/** Reads an expression piece by piece. */
export interface Parser {
  readonly peek: (ahead?: number) => Token
  readonly next: () => Token
  /** Goes on where this symbol or keyword is next. */
  readonly take: (text: string) => boolean
  /** @throws AwsError a syntax error where it is not next */
  readonly expect: (text: string) => void
  readonly end: () => void
  readonly syntaxError: () => AwsError
  /** The refusal of what is wrong with the expression. */
  readonly refuse: (problem: Sentence) => AwsError
  /** An attribute, or what is in it. */
  readonly path: () => Path
  /** What `:value` stands for. */
  readonly value: () => Value
  /** Goes one deeper. @throws AwsError where that is too deep */
  readonly deeper: <Result>(read: () => Result) => Result
  /** Counts an operator. @throws AwsError where there are too many */
  readonly countOperator: () => void
}

/**
 * @param kind the parameter that holds it, as refusals name it
 * @throws AwsError `ValidationException` for one that is empty or too long
 */
export function createParser(kind: string, text: string, substitutes: Substitutes): Parser {
  const refuse = (problem: Sentence) =>
    validationException(within(problem, (told) => `Invalid ${kind}: ${told}`))
  if (text.trim() === '') throw refuse('The expression can not be empty;')
  const bytes = Buffer.byteLength(text)
  if (bytes > longestExpression) {
    throw refuse(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`)
  }
  const tokens = tokensOf(text)
  let at = 0
  let depth = 0
  let operators = 0
  const peek = (ahead = 0): Token => tokens[Math.min(at + ahead, tokens.length - 1)] ?? endOf(text)
  const next = (): Token => {
    const token = peek()
    at += 1
    return token
  }
  const syntaxError = (): AwsError => {
    const token = peek()
    const before = tokens[at - 1] ?? token
    const after = peek(1)
    return refuse(`Syntax error; token: "${token.text}", near: "${text.slice(before.start, after.end)}"`)
  }
  const take = (wanted: string): boolean => {
    const token = peek()
    const isNext =
      token.kind === 'word'
        ? token.text.toUpperCase() === wanted
        : token.kind === 'symbol' && token.text === wanted
    if (isNext) at += 1
    return isNext
  }
  const expect = (wanted: string): void => {
    if (!take(wanted)) throw syntaxError()
  }
  const name = (): string => {
    const token = peek()
    if (token.kind === 'word') {
      if (isReserved(token.text)) {
        throw isKeyword(token.text)
          ? syntaxError()
          : refuse(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`)
      }
      at += 1
      return token.text
    }
    if (token.kind !== 'name') throw syntaxError()
    at += 1
    const meant = substitutes.names.get(token.text)
    if (meant === undefined) {
      throw refuse(
        `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
      )
    }
    substitutes.usedNames.add(token.text)
    return meant
  }
  const path = (): Path => {
    const steps: (string | number)[] = [name()]
    for (;;) {
      if (take('.')) steps.push(name())
      else if (take('[')) {
        const token = peek()
        if (token.kind !== 'number') throw syntaxError()
        at += 1
        const place = Number(token.text)
        if (place > 2 ** 31 - 1) {
          throw refuse(`List index is not within the allowable range; index: [${token.text.slice(0, 64)}]`)
        }
        steps.push(place)
        expect(']')
      } else {
        if (steps.length > 32)
          throw refuse('The document path has too many nesting elements; nesting levels: ' + steps.length)
        return steps
      }
    }
  }
  return {
    peek,
    next,
    take,
    expect,
    end: () => {
      if (peek().kind !== 'end') throw syntaxError()
    },
    syntaxError,
    refuse,
    path,
    value: () => {
      const token = peek()
      if (token.kind !== 'value') throw syntaxError()
      at += 1
      const meant = substitutes.values.get(token.text)
      if (meant === undefined) {
        throw refuse(
          `An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
        )
      }
      substitutes.usedValues.add(token.text)
      return meant
    },
    deeper: (read) => {
      depth += 1
      if (depth > mostDepth) throw refuse('The expression is nested too deeply')
      const result = read()
      depth -= 1
      return result
    },
    countOperator: () => {
      operators += 1
      if (operators > mostOperators) {
        throw refuse(`The expression contains too many operators; operator count: ${operators}`)
      }
    },
  }
}

/** Words of the language itself. */
function isKeyword(word: string): boolean {
  return /^(?:and|or|not|in|between|set|remove|add|delete)$/i.test(word)
}

function endOf(text: string): Token {
  return { kind: 'end', text: '<EOF>', start: text.length, end: text.length }
}
