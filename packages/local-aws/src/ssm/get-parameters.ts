import { AwsError } from '../base/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  flag,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  jsonPage,
  listOf,
  required,
  text,
} from '../protocol/index.ts'
import { invalidNextToken } from './errors.ts'
import { findParameter, findVersion, parameterAt, parameterNeed, selectedVersion } from './find-parameter.ts'
import { parameterJson, shownValue, versionJson } from './parameter-json.ts'
import { parameterReference } from './parameter-name.ts'
import { isSecretReference, secretAsParameter, secretReferenceNeed } from './secret-reference.ts'

const name = text({ minLength: 1, maxLength: 2048 })

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter: JsonAction = jsonAction('ssm', {
  name: 'GetParameter',
  input: { Name: required(name), WithDecryption: flag },
  needs: (call, { Name }) => needsOf(call, 'GetParameter', Name),
  run: (call, { Name, WithDecryption = false }) => {
    const reference = parameterReference(call, Name)
    if (isSecretReference(reference)) return { Parameter: secretAsParameter(call, reference, WithDecryption) }
    const { selector } = reference
    const parameter = findParameter(call, Name)
    const version = findVersion(parameter, selector)
    return { Parameter: parameterJson(parameter, version, WithDecryption, selector) }
  },
})

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export const getParameters: JsonAction = jsonAction('ssm', {
  name: 'GetParameters',
  input: { Names: required(listOf(name, { minLength: 1, maxLength: 10 })), WithDecryption: flag },
  needs: (call, { Names }) => Names.flatMap((one) => needsOf(call, 'GetParameters', one)),
  run: (call, { Names, WithDecryption = false }) => {
    const Parameters: JsonObject[] = []
    const InvalidParameters: string[] = []
    for (const one of new Set(Names)) {
      const reference = parameterReference(call, one)
      if (isSecretReference(reference)) {
        const secret = unlessNotFound(() => secretAsParameter(call, reference, WithDecryption))
        if (secret === undefined) InvalidParameters.push(one)
        else Parameters.push(secret)
        continue
      }
      const parameter = parameterAt(call, reference)
      const version = parameter && selectedVersion(parameter, reference.selector)
      if (parameter === undefined || version === undefined) InvalidParameters.push(one)
      else Parameters.push(parameterJson(parameter, version, WithDecryption, reference.selector))
    }
    return { Parameters, InvalidParameters }
  },
})

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
export const getParameterHistory: JsonAction = jsonAction('ssm', {
  name: 'GetParameterHistory',
  input: {
    Name: required(name),
    WithDecryption: flag,
    MaxResults: integer({ min: 1, max: 50 }),
    NextToken: text(),
  },
  needs: (call, { Name }) => [parameterNeed(call, 'GetParameterHistory', Name)],
  run: (call, { Name, WithDecryption = false, MaxResults = 50, NextToken }) => {
    const parameter = findParameter(call, Name)
    const page = jsonPage(parameter.versions, {
      most: MaxResults,
      token: NextToken,
      keyOf: ({ version }) => String(version).padStart(12, '0'),
      refuse: invalidNextToken,
    })
    const shown = page.items.map((version) => {
      const { ARN: _, ...described } = versionJson(parameter, version)
      return { ...described, Value: shownValue(version, WithDecryption), Labels: [...version.labels] }
    })
    return { Parameters: shown, NextToken: page.NextToken }
  },
})

/** A parameter that stands for a secret needs that the secret may be read as well. */
function needsOf(call: Call, action: string, one: string): readonly AuthorizationNeed[] {
  const need = parameterNeed(call, action, one)
  const reference = parameterReference(call, one)
  return isSecretReference(reference) ? [need, secretReferenceNeed(call, reference)] : [need]
}

function unlessNotFound(read: () => JsonObject): JsonObject | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ParameterNotFound') return undefined
    throw error
  }
}
