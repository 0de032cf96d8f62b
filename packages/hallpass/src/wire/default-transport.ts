import { HallpassError, nonEmpty, type Environment, wrappedHint } from '../base/index.ts'
import { fileReason, fileText, readRegularFile } from '../safe-file/index.ts'
import type { Transport } from './http.ts'
import { proxyFromEnvironment } from './proxy.ts'
import { toldTransport } from './told-transport.ts'
import { createTransport } from './transport.ts'

const transports = new WeakMap<Environment, Transport>()

/**
 * The transport that everything shares unless given one: connections are kept alive between calls, and
 * `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE` are honoured.
 *
 * @throws HallpassError `SettingInvalid` when `AWS_CA_BUNDLE` names no readable file, or one without certificates
 */
export function defaultTransport(env: Environment): Transport {
  let transport = transports.get(env)
  if (!transport) {
    const own = createTransport({ proxyFor: proxyFromEnvironment(env), ca: () => readBundle(env) })
    transport = toldTransport(own, env)
    transports.set(env, transport)
  }
  return transport
}

/** Has everything in an environment that is given no transport use this one from now on. */
export function useTransport(env: Environment, transport: Transport): void {
  transports.set(env, transport)
}

function readBundle(env: Environment): string | undefined {
  const file = nonEmpty(env['AWS_CA_BUNDLE'])
  if (file === undefined) return undefined
  let bundle: string
  try {
    bundle = fileText(readRegularFile(file))
  } catch (error) {
    throw unusable(`a file that cannot be read (${fileReason(error)}): ${file}`, wrappedHint(file), error)
  }
  // Node.js takes it all the same, and then trusts nobody.
  if (!/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(bundle)) {
    throw unusable(`a file without a certificate in PEM: ${file}`)
  }
  return bundle
}

function unusable(what: string, hint?: string, cause?: unknown): HallpassError {
  return new HallpassError('SettingInvalid', `AWS_CA_BUNDLE names ${what}`, {
    hint: hint ?? 'correct it, or unset it to trust the certificate authorities of Node.js',
    cause,
    facts: { name: 'AWS_CA_BUNDLE' },
  })
}
