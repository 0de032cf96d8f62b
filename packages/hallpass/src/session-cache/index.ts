export { sessionCacheFolder } from './cache-folder.ts'
export { type CacheableRequest, cacheKey } from './cache-key.ts'
export { type CachedSession, entryOf } from './entry.ts'
export { createSessionCache, type SessionCache } from './session-cache.ts'
