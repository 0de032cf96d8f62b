export { type Loopback, openLoopback, type Respond } from './open-loopback.ts'
export { isSameSecret } from './same-secret.ts'
