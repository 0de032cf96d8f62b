export {
  consoleLink,
  type ConsoleLink,
  type ConsoleLinkForKeys,
  type ConsoleLinkForSession,
  type ConsoleLinkOptions,
  type ConsoleLinkSettings,
  type ConsoleWire,
} from './console-link.ts'
export { consoleDestination } from './destination.ts'
export { signinEndpoint } from './signin-endpoint.ts'
