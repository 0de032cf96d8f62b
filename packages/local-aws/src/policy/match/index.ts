/**
 * Whether a value fits: patterns, arns, operators and conditions.
 *
 * @module
 */
export { accountOfArn, resourceMatcher } from './arn.ts'
export { type Condition, type ConditionTest, compileCondition, parseOperator } from './condition.ts'
export { asciiLowerCase } from './fold.ts'
export { anyCharacter, anyText, type GlobToken, type Matcher, globMatcher } from './glob.ts'
export { type IpRange, isInRange, parseIpAddress, parseIpRange } from './ip-address.ts'
export { fillTemplate, type Lookup, missingVariable, parseTemplate } from './template.ts'
