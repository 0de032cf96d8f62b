import { tellStep, version } from '../base/index.ts'
import type { ClientOptions } from '../query/index.ts'
import { type Partition, resolveRegion, loadSettings, type Settings } from '../settings/index.ts'
import { defaultTransport } from '../wire/index.ts'
import type { CallerOptions } from './caller-options.ts'

/** Where calls go and how, before anything is known of who makes them. */
export interface Place {
  readonly settings: Settings
  readonly region: string
  readonly wire: Omit<ClientOptions, 'endpoint' | 'region' | 'credentials' | 'now'>
}

/** Finds settings, region and transport for calls in a partition. Calls nothing. */
export function resolvePlace(options: Omit<CallerOptions, 'endpointUrl'>, partition: Partition): Place {
  const env = options.env ?? process.env
  const settings = loadSettings({ env, sourceProfile: options.sourceProfile })
  const region = resolveRegion(settings, partition, options.region)
  tellStep(env, `region: ${region}; profile: ${settings.profileName}`)
  return {
    settings,
    region,
    wire: {
      userAgent: `hallpass/${version}`,
      ...options.wire,
      transport: options.wire?.transport ?? defaultTransport(env),
    },
  }
}
