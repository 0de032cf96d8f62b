import { AwsError } from '../base/index.ts'
import { integer, type JsonAction, jsonAction, listOf, required, text } from '../protocol/index.ts'
import { findParameterNamed, findVersion, parameterNeed } from './find-parameter.ts'

const mostLabels = 10
const name = text({ minLength: 1, maxLength: 2048 })
const labels = required(
  listOf(text({ minLength: 1, maxLength: 100 }), { minLength: 1, maxLength: mostLabels }),
)
const number = integer({}, 'a Long')

/** Letters, numbers, periods, hyphens and underscores; it begins with no number, nor with `aws` or `ssm`. */
const isLabel = (label: string): boolean => /^(?!aws|ssm|\d)[\w.-]+$/i.test(label)

export const labelActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
  jsonAction('ssm', {
    name: 'LabelParameterVersion',
    input: { Name: required(name), ParameterVersion: number, Labels: labels },
    needs: (call, { Name }) => [parameterNeed(call, 'LabelParameterVersion', Name)],
    run: (call, { Name, ParameterVersion, Labels }) => {
      const parameter = findParameterNamed(call, Name)
      const asked = ParameterVersion === undefined ? undefined : String(ParameterVersion)
      const version = findVersion(parameter, asked)
      const valid = Labels.filter(isLabel)
      if (new Set([...version.labels, ...valid]).size > mostLabels) {
        throw new AwsError(
          'ParameterVersionLabelLimitExceeded',
          400,
          'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
        )
      }
      for (const label of valid) {
        for (const other of parameter.versions) other.labels.delete(label)
        version.labels.add(label)
      }
      return {
        InvalidLabels: Labels.filter((label) => !isLabel(label)),
        ParameterVersion: version.version,
      }
    },
  }),
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
  jsonAction('ssm', {
    name: 'UnlabelParameterVersion',
    input: { Name: required(name), ParameterVersion: required(number), Labels: labels },
    needs: (call, { Name }) => [parameterNeed(call, 'UnlabelParameterVersion', Name)],
    run: (call, { Name, ParameterVersion, Labels }) => {
      const version = findVersion(findParameterNamed(call, Name), String(ParameterVersion))
      const RemovedLabels = [...new Set(Labels)].filter((label) => version.labels.delete(label))
      return { RemovedLabels, InvalidLabels: Labels.filter((label) => !RemovedLabels.includes(label)) }
    },
  }),
]
