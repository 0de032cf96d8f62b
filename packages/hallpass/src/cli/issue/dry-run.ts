import { HallpassError } from '../../base/index.ts'
import { issue } from '../../issue/index.ts'
import { type HttpRequest, useTransport } from '../../wire/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { table } from '../terminal/table.ts'
import type { WithName } from './role.ts'
import { secondFactor } from './second-factor.ts'
import { issuerOptions, sessionParameters } from './session.ts'

/** `--dry-run`: the request for a session, as STS would get it, without its signature. Nothing is sent. */
export async function dryRun(context: CommandContext, flags: WithName): Promise<void> {
  const { env, output } = context
  let asked: HttpRequest | undefined
  useTransport(env, (request) => {
    asked ??= request
    return Promise.reject(new HallpassError('Aborted', 'not sent: this is a dry run'))
  })
  const ready = withoutQuestions(context, flags)
  try {
    // The longest of all is what is tried first, where the role's own maximum is not known.
    const duration = ready.duration === 'max' ? 43_200 : ready.duration
    const factor = secondFactor(context, ready)
    const parameters = await sessionParameters(context, { ...ready, duration }, factor)
    await issue({
      ...issuerOptions(context, ready, factor, { keep: false }),
      ...parameters,
      sessionName: flags.sessionName,
    })
  } catch (error) {
    if (asked === undefined) throw error
  }
  if (asked === undefined) return
  const parameters = new URLSearchParams(typeof asked.body === 'string' ? asked.body : '')
  const shown = [...parameters].map(([name, value]) => [name, secrets.has(name) ? '[secret]' : value])
  output.result(`${asked.method} ${new URL(asked.target, asked.endpoint).href}\n${table(shown)}`)
  const [, accessKeyId, scope] =
    /Credential=(\w+)\/\d+\/([\w/-]+)\/aws4_request/.exec(asked.headers['authorization'] ?? '') ?? []
  output.note(
    accessKeyId === undefined
      ? 'nothing was sent; it would go unsigned'
      : `nothing was sent; ${accessKeyId} would sign it, for ${scope}`,
  )
  if (parameters.get('RoleArn') !== flags.roleArn) {
    output.note(`the keys that this gives would ask for ${flags.roleArn}`)
  }
}

const secrets: ReadonlySet<string> = new Set(['TokenCode', 'WebIdentityToken'])

/** A code is used up by nothing that is not sent: one stands in for it, and is not shown. */
function withoutQuestions({ ask }: CommandContext, flags: WithName): WithName {
  const { mfaToken, mfaProcess } = flags
  if (mfaToken === undefined && mfaProcess === undefined && ask === undefined) return flags
  return { ...flags, mfaToken: '000000', mfaProcess: undefined }
}
