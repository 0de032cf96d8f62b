export { accountPage } from './account-page.tsx'
export { whereText } from './passkeys.tsx'
export { remove, rename, signOutEverywhere, signOutOne } from './actions.tsx'
