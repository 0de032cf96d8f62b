import { createTransport, type Transport } from 'hallpass'
import type * as library from 'openid-client'
import { providerFetch } from './provider-fetch.ts'
import { type CheckedOpenIdSettings, checkOpenIdSettings, type OpenIdSettings } from './settings.ts'
import { unreachable } from './refusals.ts'

/** The provider, found when it is needed. */
export interface OpenIdProvider {
  readonly settings: CheckedOpenIdSettings
  /**
   * What its discovery document says. Asked for at the first sign-in and again after an hour, so that the server
   * starts while the provider is down; of many who wait for it, one asks.
   *
   * @throws HallpassError `NetworkUnreachable` when it was never reached
   */
  readonly configuration: () => Promise<library.Configuration>
  /** Told why a sign-in failed. */
  readonly onFault: ProviderOptions['onFault']
}

export interface ProviderOptions {
  readonly now: () => Date
  /** Told why the provider could not be asked; nothing of it is a secret. */
  readonly onFault: (error: unknown, where: string) => void
  /** The way there. Default: straight, by no proxy. */
  readonly transport?: Transport | undefined
}

const freshMs = 3_600_000
// A class that reloads while the provider is down does not keep asking it.
const pauseMs = 2000
const timeoutSeconds = 10
/** How far the provider's clock may be from ours. */
const toleranceSeconds = 60

/**
 * A provider by its settings. Nothing is asked of it yet.
 *
 * @throws HallpassError `SettingInvalid`
 */
export function createOpenIdProvider(
  given: OpenIdSettings,
  { now, onFault, transport = createTransport() }: ProviderOptions,
): OpenIdProvider {
  const settings = checkOpenIdSettings(given)
  const known: { found?: library.Configuration; foundAt: number; failedAt: number; asking?: Promise<void> } =
    {
      foundAt: -Infinity,
      failedAt: -Infinity,
    }
  const ask = async (): Promise<void> => {
    try {
      known.found = await discover(settings, transport)
      known.foundAt = now().getTime()
    } catch (error) {
      known.failedAt = now().getTime()
      onFault(error, 'openid connect: discovery')
    } finally {
      delete known.asking
    }
  }
  return {
    settings,
    onFault,
    configuration: async () => {
      const at = now().getTime()
      if (at - known.foundAt > freshMs && at - known.failedAt > pauseMs) await (known.asking ??= ask())
      // An old answer is better than none: endpoints rarely move.
      if (known.found === undefined) throw unreachable(settings.name)
      return known.found
    },
  }
}

async function discover(
  { issuer, clientId, clientSecret }: CheckedOpenIdSettings,
  transport: Transport,
): Promise<library.Configuration> {
  const client = await import('openid-client')
  return client.discovery(
    new URL(issuer),
    clientId,
    { [client.clockTolerance]: toleranceSeconds },
    clientSecret === undefined ? client.None() : authentication(client, clientSecret),
    {
      timeout: timeoutSeconds,
      [client.customFetch]: providerFetch(transport),
      execute: [
        // The signature of a token counts, also one that came straight from the provider.
        client.enableNonRepudiationChecks,
        ...(new URL(issuer).protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    },
  )
}

/** The way the provider knows; in the body where it does not say, since the header is written in different ways. */
function authentication(client: typeof library, secret: string): library.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)]
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported
    const way = ways === undefined || !ways.includes('client_secret_post') ? basic : post
    return way(server, ...rest)
  }
}
