/**
 * The IAM policy language: pure, without I/O and without a clock.
 *
 * @module
 */
export * from './decide/index.ts'
export * from './document/index.ts'
export {
  asciiLowerCase,
  type Condition,
  globMatcher,
  type IpRange,
  isInRange,
  parseIpAddress,
  parseIpRange,
} from './match/index.ts'
