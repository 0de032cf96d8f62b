export { defaultTransport } from './default-transport.ts'
export type { ExchangeOptions, HttpRequest, HttpResponse, Transport } from './http.ts'
export { retry, type RetryOptions, type Sleep, sleepFor } from './retry.ts'
export { createTransport, type TransportOptions } from './transport.ts'
