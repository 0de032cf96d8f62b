/**
 * Cross-origin requests of browsers, as far as a bucket's rules allow them.
 *
 * @module
 */
export { corsHeaders } from './cors-headers.ts'
export { preflight } from './preflight.ts'
