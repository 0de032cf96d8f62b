export { frontPage } from './front.tsx'
export { join, joinPage } from './join.tsx'
export { linkPage, secretOf } from './link.tsx'
export { signIn, signOut, useSecret } from './session.ts'
