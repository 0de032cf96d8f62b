import type { LocalAwsOptions } from '@hallpass/local-aws'

import { createFixture, type Fixture, jsonRefusal, type Keys } from '../local-aws-fixture.ts'

/** Secrets Manager as the administrator, or as whose keys are given, calls it. */
export interface Secrets {
  readonly fixture: Fixture
  /** Calls an action that is to be answered, and gives what was answered. */
  readonly secrets: (action: string, input?: object, more?: Asking) => Promise<Record<string, unknown>>
  /** Calls an action that is to be refused: status, code, sentence. */
  readonly refused: (
    action: string,
    input?: object,
    more?: Asking,
  ) => Promise<readonly [number, string | undefined, string | undefined]>
}

export interface Asking {
  readonly keys?: Keys
  readonly region?: string
}

export function createSecrets(options?: LocalAwsOptions): Secrets {
  const fixture = createFixture(options)
  const ask = (action: string, input: object = {}, { keys, region = 'us-east-1' }: Asking = {}) =>
    fixture.json(keys ?? fixture.aws.admin, 'secretsmanager', action, input, { region })
  return {
    fixture,
    secrets: async (action, input, more) => {
      const { status, body } = await ask(action, input, more)
      if (status !== 200) throw new Error(`${action}: ${String(body)}`)
      return JSON.parse(String(body))
    },
    refused: async (action, input, more) => jsonRefusal(await ask(action, input, more)),
  }
}
