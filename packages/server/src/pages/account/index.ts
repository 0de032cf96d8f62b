export { accountPage } from './account-page.tsx'
export { remove, rename, signOutEverywhere, signOutOne } from './actions.tsx'
