/**
 * What the local AWS has beside AWS's services, below `/_local`: a table of routes, each with the action that
 * a policy has to allow.
 *
 * @module
 */
export { eventRoutes } from './events-route.ts'
export { localErrorPage } from './events-page.ts'
export { findRoute, isForBrowser, jsonAnswer, type LocalCall, localPath, type LocalRoute } from './route.ts'
export { withList } from './list-routes.ts'
export { snapshotRoutes } from './snapshot-routes.ts'
