import * as v from 'valibot'
import { type Rule, ruleText } from '@hallpass/local-aws/abilities'
import { authorize } from '../actor/index.ts'
import { previewRole } from '../preview/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { issuerName, roleArn, text } from './schemas/index.ts'

const condition = v.strictObject({ operator: v.string(), key: v.string(), values: v.array(v.string()) })
const limits = {
  service: v.string(),
  regions: v.nullable(v.array(v.string())),
  conditions: v.array(condition),
}

const patterns = v.array(v.string())
const rules = v.array(
  v.strictObject({
    actions: patterns,
    notActions: patterns,
    resources: patterns,
    notResources: patterns,
    conditions: v.array(condition),
  }),
)

export const previewSchema = v.strictObject({
  roleArn,
  readable: v.pipe(
    v.boolean(),
    v.description('false: nothing of the role could be read, and `notes` say why'),
  ),
  may: v.array(
    v.strictObject({
      ability: v.string(),
      everywhere: v.boolean(),
      places: v.pipe(
        v.array(v.string()),
        v.description('where alone; where not, when it is allowed everywhere'),
      ),
      butNot: v.pipe(v.array(v.string()), v.description('where not, of the places where alone')),
      ...limits,
    }),
  ),
  whole: v.pipe(
    v.array(v.strictObject({ except: v.array(v.string()), ...limits })),
    v.description('services in which anything is allowed; `*`: all there are'),
  ),
  mayNot: v.array(v.string()),
  others: v.pipe(v.array(v.string()), v.description('allowed actions that have no words of their own')),
  allowed: v.pipe(
    rules,
    v.description(
      'what all of the policies together allow: each rule where one of its actions and resources fits, none of its notActions and notResources, and all conditions are met; of patterns that all have to fit, ` & ` is between them',
    ),
  ),
  denied: v.pipe(rules, v.description('what is denied of what is allowed')),
  warnings: v.array(v.string()),
  words: v.pipe(
    v.strictObject({
      may: v.array(v.string()),
      butNot: v.pipe(v.array(v.string()), v.description('what of it is denied again')),
      mayNot: v.array(v.string()),
      warnings: v.array(v.string()),
    }),
    v.description('the same, to be read'),
  ),
  notes: v.pipe(v.array(v.string()), v.description('what could not be read')),
})

const nothing: Readonly<Record<'allowed' | 'denied', readonly Rule[]>> = { allowed: [], denied: [] }

export const roleEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'previewRole',
    method: 'GET',
    path: '/v1/roles/preview',
    summary: 'what a session of a role may do, in words, with warnings',
    description:
      'Decided by the policy engine over the role’s policies as IAM has them. It knows nothing of policies of buckets and of an organization.',
    needs: 'role.preview',
    query: v.strictObject({
      roleArn,
      issuer: v.optional(issuerName),
      sessionPolicy: v.optional(text(2048)),
      regions: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^(?:[a-z]{2}(?:-[a-z]+){1,2}-\d{1,2})(?:,[a-z]{2}(?:-[a-z]+){1,2}-\d{1,2}){0,49}$/),
          v.description('with commas between'),
        ),
      ),
    }),
    answers: { 200: { description: 'what it may do', schema: previewSchema } },
    run: async ({ services, actor, query }) => {
      authorize(actor, 'role.preview')
      const { preview, words, notes, problem } = await previewRole(services, {
        issuer: query.issuer ?? 'default',
        roleArn: query.roleArn,
        sessionPolicy: query.sessionPolicy,
        regions: query.regions?.split(','),
      })
      const told = preview ?? { may: [], whole: [], mayNot: [], others: [], warnings: [], rules: nothing }
      return {
        status: 200,
        body: {
          roleArn: query.roleArn,
          readable: preview !== undefined,
          may: told.may.map((one) => ({ ...one, regions: one.regions ?? null })),
          whole: told.whole.map((one) => ({ ...one, regions: one.regions ?? null })),
          mayNot: told.mayNot,
          others: told.others,
          allowed: told.rules.allowed.map(ruleText),
          denied: told.rules.denied.map(ruleText),
          warnings: told.warnings,
          words,
          notes: problem === undefined ? notes : [`${problem.message}: ${problem.hint}`],
        },
      }
    },
  }),
]
