import { areStepsTold, type Environment, HallpassError, tellStep } from '../base/index.ts'
import type { HttpRequest, HttpResponse, Transport } from './http.ts'

/** A transport that tells each exchange as a step: the service, the action, the host, how it ended. Nothing else of it. */
export function toldTransport(transport: Transport, env: Environment): Transport {
  return async (request, options) => {
    if (!areStepsTold(env)) return transport(request, options)
    const startedMs = performance.now()
    const told = (end: string): void =>
      tellStep(env, `${requestWords(request)}: ${end}, ${Math.round(performance.now() - startedMs)} ms`)
    try {
      const response = await transport(request, options)
      told(`${response.status}${requestIdOf(response)}`)
      return response
    } catch (error) {
      told(error instanceof HallpassError ? `no answer (${error.code})` : 'no answer')
      throw error
    }
  }
}

function requestWords({ method, endpoint, headers, target, body }: HttpRequest): string {
  const parameters = typeof body === 'string' ? body : (target.split('?')[1] ?? '')
  const action = /(?:^|&)Action=([A-Za-z]{1,64})(?:&|$)/.exec(parameters)?.[1]
  const service = /\/([a-z0-9-]{1,64})\/aws4_request/.exec(headers['authorization'] ?? '')?.[1]
  // A path is not told: it may be a code to join by.
  const what = action === undefined ? method : `${service === undefined ? '' : `${service}:`}${action}`
  return `${what} at ${endpoint.host}`
}

function requestIdOf({ headers, body }: HttpResponse): string {
  const id =
    headers['x-amzn-requestid'] ?? /<RequestId>([\w-]{1,64})<\/RequestId>/.exec(body.slice(-2000))?.[1]
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? `, request ${id}` : ''
}
