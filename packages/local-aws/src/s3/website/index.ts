/**
 * A bucket's website, as its own endpoint serves it.
 *
 * @module
 */
export { serveWebsite } from './serve-website.ts'
export { websiteErrorResponse } from './website-error.ts'
export { websiteOfHost } from './website-host.ts'
