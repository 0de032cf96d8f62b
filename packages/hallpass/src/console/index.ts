export {
  consoleLink,
  type ConsoleLink,
  type ConsoleLinkForKeys,
  type ConsoleLinkForSession,
  type ConsoleLinkOptions,
  type ConsoleLinkSettings,
  type ConsoleWire,
} from './console-link.ts'
export { consoleDestination, type WantedPage } from './destination.ts'
export { signOutFirst } from './sign-out-first.ts'
export { signinEndpoint } from './signin-endpoint.ts'
