/** Where a service is called: the part of it that says what else the keys are good for. */
export interface EndpointOfKeys {
  readonly url: URL
  /** What configured it; `undefined` for AWS's own. */
  readonly configuredBy: string | undefined
  readonly scope: 'all services' | 'this service'
}

/** What is written of a session: `issue()` returns it, with more. */
export interface IssuedKeys {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
  readonly region: string
  /** The endpoint of STS that was called. */
  readonly endpoint: EndpointOfKeys
  readonly assumedRoleArn: string
  /** The role they are of; its path is not in `assumedRoleArn`. */
  readonly roleArn?: string | undefined
}

/** The endpoint of every service, where one is configured for all: whoever uses the keys needs it too. */
export function endpointForAll({ endpoint }: Pick<IssuedKeys, 'endpoint'>): string | undefined {
  return endpoint.configuredBy !== undefined && endpoint.scope === 'all services'
    ? endpoint.url.href
    : undefined
}

const stsHost =
  /(?:^|\.)sts(?:-fips)?\.[a-z0-9.-]*(?:amazonaws|api\.aws|api\.amazonwebservices|sc2s|c2s|csp|adc-e)\b/i

/**
 * Refuses AWS's own STS as the endpoint of all services: copied from a session's `endpoint`, it would send every
 * call of whoever uses the keys there.
 *
 * @throws TypeError
 */
export function checkEndpointForAll(endpointUrl: string | undefined): void {
  if (endpointUrl === undefined) return
  const host = URL.canParse(endpointUrl) ? new URL(endpointUrl).hostname : undefined
  if (host === undefined) throw new TypeError('endpointUrl has to be a URL')
  if (stsHost.test(host)) {
    throw new TypeError(
      'endpointUrl is the endpoint of STS alone, and no service else answers there: leave it out',
    )
  }
}
