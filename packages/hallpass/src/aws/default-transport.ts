import { readFileSync } from 'node:fs'
import { HallpassError } from '../errors.ts'
import type { Transport } from './http.ts'
import { proxyFromEnvironment } from './proxy.ts'
import { nonEmpty, type Environment } from './settings.ts'
import { createTransport } from './transport.ts'

const transports = new WeakMap<Environment, Transport>()

/**
 * The transport that everything shares unless given one: connections are kept alive between calls, and
 * `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE` are honoured.
 *
 * @throws HallpassError `SettingInvalid` when `AWS_CA_BUNDLE` names no readable file
 */
export function defaultTransport(env: Environment): Transport {
  let transport = transports.get(env)
  if (!transport) {
    transport = createTransport({ proxyFor: proxyFromEnvironment(env), ca: () => readBundle(env) })
    transports.set(env, transport)
  }
  return transport
}

function readBundle(env: Environment): string | undefined {
  const file = nonEmpty(env['AWS_CA_BUNDLE'])
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new HallpassError('SettingInvalid', `AWS_CA_BUNDLE names a file that cannot be read: ${file}`, {
      hint: 'correct it, or unset it to trust the certificate authorities of Node.js',
      cause: error,
      facts: { name: 'AWS_CA_BUNDLE' },
    })
  }
}
