import pg from 'pg'
import { connectionConfig, type DatabaseAddress } from './connection/index.ts'

/** A connection that listens. */
export interface Listener {
  /** Settles when the connection is gone. */
  readonly lost: Promise<void>
  close(): Promise<void>
}

/** Listens to one of PostgreSQL's channels. The channel's name is one of ours, never from outside. */
export async function openListener(
  address: DatabaseAddress,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<Listener> {
  const client = new pg.Client({ ...connectionConfig(address), keepAlive: true })
  client.on('error', () => {})
  const lost = new Promise<void>((done) => client.once('end', done))
  client.on('notification', ({ payload }) => onPayload(payload ?? ''))
  await client.connect()
  await client.query(`listen ${pg.escapeIdentifier(channel)}`)
  return { lost, close: () => client.end() }
}
