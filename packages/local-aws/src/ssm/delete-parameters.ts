import { type Call, type JsonAction, jsonAction, listOf, required, text } from '../protocol/index.ts'
import { findParameter, parameterAt, parameterNeed, parametersOf } from './find-parameter.ts'
import { parameterReference } from './parameter-name.ts'

const name = text({ minLength: 1, maxLength: 2048 })

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter: JsonAction = jsonAction('ssm', {
  name: 'DeleteParameter',
  input: { Name: required(name) },
  needs: (call, { Name }) => [parameterNeed(call, 'DeleteParameter', Name)],
  run: (call, { Name }) => {
    parametersOf(call).delete(findParameter(call, Name).name)
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
    const DeletedParameters = names.filter((one) => isDeleted(call, one))
    return { DeletedParameters, InvalidParameters: names.filter((one) => !DeletedParameters.includes(one)) }
  },
})

function isDeleted(call: Call, one: string): boolean {
  const parameter = parameterAt(call, parameterReference(call, one))
  return parameter !== undefined && parametersOf(call).delete(parameter.name)
}
