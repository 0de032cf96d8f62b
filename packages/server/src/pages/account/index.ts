export { accountPage } from './account-page.tsx'
export { PasskeyFacts } from './passkeys.tsx'
export { remove, rename, signOutEverywhere, signOutOne } from './actions.tsx'
