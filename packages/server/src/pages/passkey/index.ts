export { AddPasskey, afterLink, beginAdding, finishAdding, offerPage } from './add.tsx'
export { deviceName } from './device-name.ts'
export { beginSignIn, finishSignIn, signInPage } from './sign-in.tsx'
