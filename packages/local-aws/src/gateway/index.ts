/**
 * One request after the other: verify, find the caller, decide, run; and the weather on the way.
 *
 * @module
 */
export { createGateway } from './gateway.ts'
export { type WeatherOptions, createWeather } from './weather.ts'
