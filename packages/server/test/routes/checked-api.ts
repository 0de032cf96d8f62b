import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import type { Actor } from '../../src/actor/index.ts'
import { type App, createApp } from '../../src/app.ts'
import type { Desk } from '../desk.ts'

interface Described {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
  readonly headers?: Readonly<Record<string, unknown>>
}

export interface DescribedOperation {
  readonly operationId: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, Described>>
}

export interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

export interface CheckedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers that are checked already
  readonly body: any
}

export interface CheckedApi {
  readonly app: App
  readonly document: OpenApi
  readonly faults: unknown[]
  /** Asks, and holds the answer to the document. */
  readonly ask: (method: string, path: string, options?: AskOptions) => Promise<CheckedAnswer>
}

export interface AskOptions {
  readonly as?: Actor
  readonly token?: string
  readonly body?: string | Uint8Array<ArrayBuffer> | object
  readonly headers?: Readonly<Record<string, string>>
}

/** The API on a desk's services; whoever asks is told by the test. */
export async function createCheckedApi(desk: Desk): Promise<CheckedApi> {
  const actors = new Map<string, Actor>()
  const faults: unknown[] = []
  const app = createApp({
    services: desk.services,
    version: '0.0.0',
    authenticators: [async (request) => actors.get(request.headers.get('x-test-actor') ?? '')],
    addressOf: () => '192.0.2.7',
    onFault: (error) => faults.push(error),
  })
  const answered = await app.fetch(new Request('https://desk.test/openapi.json'))
  const document: OpenApi = JSON.parse(await answered.text())
  const check = createChecker(document)
  return {
    app,
    document,
    faults,
    ask: async (method, path, { as, token, body, headers = {} } = {}) => {
      if (as !== undefined) actors.set(`${as.kind}:${as.id}`, as)
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const response = await app.fetch(
        new Request(`https://desk.test${path}`, {
          method,
          headers: {
            ...(as === undefined ? {} : { 'x-test-actor': `${as.kind}:${as.id}` }),
            ...(token === undefined ? {} : { authorization: token }),
            ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
        }),
      )
      const text = await response.text()
      const type = response.headers.get('content-type') ?? ''
      const parsed: unknown = type.endsWith('json') && !type.includes('ndjson') ? JSON.parse(text) : undefined
      check(method, path, response, parsed)
      return { status: response.status, headers: response.headers, text, body: parsed }
    },
  }
}

function createChecker(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'openapi', components: document.components })
  const compiled = new Map<object, ValidateFunction>()
  const validatorOf = (schema: object): ValidateFunction => {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const whole = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'))
    const validate = ajv.compile(whole)
    compiled.set(schema, validate)
    return validate
  }
  return (method: string, path: string, response: Response, body: unknown): void => {
    const plain = path.split('?')[0] ?? ''
    const template = Object.keys(document.paths).find((one) =>
      new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
    )
    const operation = document.paths[template ?? '']?.[method.toLowerCase()]
    if (operation === undefined) {
      expect([404, 405]).toContain(response.status)
      return
    }
    const described = operation.responses[String(response.status)]
    expect(
      described,
      `${operation.operationId} does not describe ${response.status}: ${JSON.stringify(body)}`,
    ).toBeDefined()
    for (const name of Object.keys(described?.headers ?? {}))
      expect(response.headers.get(name)).not.toBeNull()
    const type = response.headers.get('content-type')
    if (described?.content === undefined) {
      expect(type).toBeNull()
      return
    }
    const content = described.content[type ?? '']
    expect(content, `${operation.operationId} answers ${type}`).toBeDefined()
    if (body === undefined || content === undefined) return
    const validate = validatorOf(content.schema)
    expect(validate(body) ? [] : validate.errors, `${operation.operationId} ${response.status}`).toEqual([])
  }
}
