export { type Clock, type ClockOptions, startClock } from './clock.ts'
