import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import type { ErrorCode } from 'hallpass'
import type { AnswerDescription, Endpoint, Schema } from './endpoint.ts'
import { problemSchema, statusOf } from './problem.ts'

/** Schemas that the document names. */
export type NamedSchemas = Readonly<Record<string, Schema>>

const settings = (definitions: NamedSchemas): ConversionConfig => ({
  target: 'draft-2020-12',
  // What a schema checks beyond what JSON Schema can say (a time zone exists) is said in its description.
  ignoreActions: ['check', 'transform', 'trim'],
  definitions,
  // A pattern of JSON Schema is read with the flag u; valibot has it on the expression.
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'regex' &&
    'requirement' in valibotAction &&
    valibotAction.requirement instanceof RegExp
      ? { ...jsonSchema, pattern: valibotAction.requirement.source }
      : undefined,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
})

/** The OpenAPI 3.1 document of endpoints: from the same schemas that requests and answers are held to. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  named: NamedSchemas,
  version: string,
): Record<string, unknown> {
  const definitions = { ...named, Problem: problemSchema }
  const convert = (schema: Schema): unknown => {
    return bare(toJsonSchema(schema, settings(definitions)))
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {})
    path[endpoint.method.toLowerCase()] = describeEndpoint(endpoint, convert)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hallpass',
      version,
      description: 'Temporary AWS access for people who are only visiting: workshops, participants, leases.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(definitions).map(([name, schema]) => {
          const others = Object.fromEntries(Object.entries(definitions).filter(([other]) => other !== name))
          return [name, bare(toJsonSchema(schema, settings(others)))]
        }),
      ),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, or a lease’s token.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-hallpass' },
        leaseToken: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'A lease’s token, bare.',
        },
      },
    },
  }
}

/** Without what only a schema by itself has. */
function bare(schema: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$defs'))
}

const everywhere: readonly ErrorCode[] = ['InvalidInput', 'RateLimited', 'DatabaseUnavailable']
const signedIn: readonly ErrorCode[] = ['NotSignedIn', 'Forbidden']
// What AWS and the way to it can answer.
const fromAws: readonly ErrorCode[] = [
  'AccessDenied',
  'AwsRefused',
  'AwsUnavailable',
  'NetworkUnreachable',
  'NetworkTimeout',
  'PackedPolicyTooLarge',
  'Throttled',
]

function describeEndpoint(endpoint: Endpoint, convert: (schema: Schema) => unknown): Record<string, unknown> {
  const codes: readonly ErrorCode[] = [
    ...everywhere,
    ...(endpoint.needs === 'anyone' ? [] : signedIn),
    ...(endpoint.params === undefined ? [] : (['NotFound'] as const)),
    ...(endpoint.creates === true ? (['IdempotencyConflict'] as const) : []),
    ...(endpoint.versioned === true ? (['VersionConflict'] as const) : []),
    ...(endpoint.errors ?? []),
    ...(endpoint.asksAws === true ? fromAws : []),
  ]
  const statuses = [...new Set([...codes.map((code) => statusOf(code)), 500])].toSorted(
    (one, other) => one - other,
  )
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    ...security(endpoint),
    parameters: [
      ...parameters('path', endpoint.params, convert),
      ...parameters('query', endpoint.query, convert),
      ...(endpoint.creates === true
        ? [header('Idempotency-Key', '1 to 200 characters; kept for a day')]
        : []),
      ...(endpoint.versioned === true ? [header('If-Match', 'the ETag that it was read with')] : []),
    ],
    ...(endpoint.body === undefined ? {} : { requestBody: requestBody(endpoint, endpoint.body, convert) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.answers).map(([status, described]) => [status, response(described, convert)]),
      ),
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          {
            description:
              codes.filter((code) => statusOf(code) === status).join(', ') || 'a fault of the server',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  }
}

function security({ needs }: Endpoint): Record<string, unknown> {
  if (needs === 'anyone') return { security: [] }
  if (needs === 'lease-token') return { security: [{ leaseToken: [] }] }
  return { security: [{ token: [] }, { session: [] }], 'x-operation': needs }
}

function header(name: string, description: string): Record<string, unknown> {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } }
}

function parameters(
  where: 'path' | 'query',
  schema: Schema | undefined,
  convert: (schema: Schema) => unknown,
): Record<string, unknown>[] {
  if (schema === undefined) return []
  const object = convert(schema)
  if (!isObjectSchema(object)) throw new Error(`the ${where} parameters are no object`)
  return Object.entries(object.properties).map(([name, property]) => ({
    name,
    in: where,
    required: object.required?.includes(name) ?? false,
    schema: property,
  }))
}

function isObjectSchema(
  value: unknown,
): value is { readonly properties: Record<string, unknown>; readonly required?: string[] } {
  return typeof value === 'object' && value !== null && 'properties' in value
}

function requestBody(
  endpoint: Endpoint,
  body: Schema,
  convert: (schema: Schema) => unknown,
): Record<string, unknown> {
  const texts = (endpoint.otherBodies ?? []).map((type) => [type, { schema: { type: 'string' } }] as const)
  return {
    required: false,
    content: { 'application/json': { schema: convert(body) }, ...Object.fromEntries(texts) },
  }
}

function response(
  { description, schema, mediaType, headers }: AnswerDescription,
  convert: (schema: Schema) => unknown,
): Record<string, unknown> {
  return {
    description,
    ...(headers === undefined
      ? {}
      : { headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])) }),
    ...(schema === undefined ? {} : { content: { 'application/json': { schema: convert(schema) } } }),
    ...(mediaType === undefined ? {} : { content: { [mediaType]: { schema: { type: 'string' } } } }),
  }
}
