/**
 * The IAM policy language: pure, without I/O and without a clock.
 *
 * @module
 */
export * from './decide/index.ts'
export * from './document/index.ts'
export {
  anyCharacter,
  anyText,
  asciiLowerCase,
  compileCondition,
  type Condition,
  fillTemplate,
  globMatcher,
  type GlobToken,
  type IpRange,
  isInRange,
  parseIpAddress,
  parseIpRange,
  parseTemplate,
} from './match/index.ts'
