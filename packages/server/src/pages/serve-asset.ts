import type { Context } from 'hono'
import { acceptedEncoding } from '../compress/index.ts'
import { loadAssets } from './frame/index.ts'

const yearSeconds = 31_536_000

/**
 * A file of ours. Whoever asks for the version that is here may keep it; while replicas of two versions run, one may be
 * asked for the other's file, and its own must not be kept under that name.
 */
export async function serveAsset(context: Context, name: string): Promise<Response> {
  const asset = loadAssets().get(name)
  if (asset === undefined) return context.notFound()
  const own = context.req.query('v') === asset.version
  context.header('cache-control', own ? `public, max-age=${yearSeconds}, immutable` : 'public, max-age=60')
  context.header('x-content-type-options', 'nosniff')
  context.header('content-type', asset.type)
  context.header('vary', 'accept-encoding')
  const encoding = acceptedEncoding(context.req.raw)
  if (encoding === undefined) return context.body(asset.body)
  context.header('content-encoding', encoding)
  return context.body(Uint8Array.from(await asset.compressed(encoding)))
}
