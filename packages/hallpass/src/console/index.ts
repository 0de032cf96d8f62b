export { consoleLink, type ConsoleLink, type ConsoleLinkOptions, type ConsoleWire } from './console-link.ts'
export { consoleDestination } from './destination.ts'
export { signinEndpoint } from './signin-endpoint.ts'
