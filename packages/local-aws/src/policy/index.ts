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
  type Budget,
  compileCondition,
  type Condition,
  fillTemplate,
  type Glob,
  globCovers,
  globMatcher,
  globsMeet,
  type IpRange,
  isInRange,
  parseIpAddress,
  parseIpRange,
  parseTemplate,
  toGlob,
} from './match/index.ts'
