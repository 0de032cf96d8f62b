/**
 * DynamoDB's expressions: read, and what they do to items. Nothing here knows of tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 * @module
 */
export { updatedItem } from './apply-update.ts'
export { type Comparator, type Condition, type Operand, pathsIn } from './condition.ts'
export { beginsWith, compares, isTrueOf } from './evaluate-condition.ts'
export { checkAllUsed, readSubstitutes, type Substitutes } from './names.ts'
export { parseCondition } from './parse-condition.ts'
export { parseProjection } from './parse-projection.ts'
export { parseUpdate } from './parse-update.ts'
export { type Path, project } from './path.ts'
export { pathsRead, type UpdateAction } from './update.ts'
