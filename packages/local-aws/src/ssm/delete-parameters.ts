import { type JsonAction, jsonAction, listOf, required, text } from '../protocol/index.ts'
import { parameterNotFound } from './errors.ts'
import { parameterNeed, removeParameter } from './find-parameter.ts'

const name = text({ minLength: 1, maxLength: 2048 })

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter: JsonAction = jsonAction('ssm', {
  name: 'DeleteParameter',
  input: { Name: required(name) },
  needs: (call, { Name }) => [parameterNeed(call, 'DeleteParameter', Name)],
  run: (call, { Name }) => {
    if (!removeParameter(call, Name)) throw parameterNotFound()
    return {}
  },
})

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
export const deleteParameters: JsonAction = jsonAction('ssm', {
  name: 'DeleteParameters',
  input: { Names: required(listOf(name, { minLength: 1, maxLength: 10 })) },
  needs: (call, { Names }) => Names.map((one) => parameterNeed(call, 'DeleteParameters', one)),
  run: (call, { Names }) => {
    const names = [...new Set(Names)]
    const DeletedParameters = names.filter((one) => removeParameter(call, one))
    return { DeletedParameters, InvalidParameters: names.filter((one) => !DeletedParameters.includes(one)) }
  },
})
