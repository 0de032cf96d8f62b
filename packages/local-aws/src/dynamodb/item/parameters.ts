import { type Shape, text } from '../../protocol/index.ts'
import { serialization } from '../../protocol/index.ts'
import { type Item, readItem } from '../value/index.ts'

/** A table's name, or its arn. */
export const tableName = text({ minLength: 1, maxLength: 1024 })

/** Attributes by name. */
export const attributes: Shape<Item> = {
  read: (value) => readItem(value),
  members: (path) => [path],
}

/** Values by `:name`, which are read once it is known that they may be there. */
export const substituteValues: Shape<ReadonlyMap<string, unknown>> = {
  read: (value) => new Map(entriesOf(value)),
  members: (path) => [path],
}

/** Names by `#name`. */
export const substituteNames: Shape<ReadonlyMap<string, string>> = {
  read: (value) =>
    new Map(
      entriesOf(value).map(([key, one]) => {
        if (typeof one === 'string') return [key, one] as const
        throw serialization('Unexpected token received from parser')
      }),
    ),
  members: (path) => [path],
}

export const returnConsumedCapacity = text({ oneOf: ['INDEXES', 'TOTAL', 'NONE'] })
export const returnItemCollectionMetrics = text({ oneOf: ['SIZE', 'NONE'] })
export const returnValues = text({
  oneOf: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
})
export const returnValuesOnFailure = text({ oneOf: ['ALL_OLD', 'NONE'] })

/** What every expression of a request may have beside it. */
export const substitutes = {
  ExpressionAttributeNames: substituteNames,
  ExpressionAttributeValues: substituteValues,
}

/** Members by whatever names, those that are null left out. @throws AwsError `SerializationException` */
export function entriesOf(value: unknown): ReadonlyArray<readonly [name: string, member: unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw serialization('Start of structure or map found where not expected.')
  }
  return Object.entries(value).filter(([, one]) => one !== null)
}
