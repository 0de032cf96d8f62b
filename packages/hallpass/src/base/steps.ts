import type { Environment } from './environment.ts'

const listeners = new WeakMap<Environment, (step: string) => void>()

/** Has every step told that is taken in an environment: what is found, asked and answered. Never a secret. */
export function onStep(env: Environment, listener: (step: string) => void): void {
  listeners.set(env, listener)
}

/** Whether anybody wants to be told. */
export function areStepsTold(env: Environment): boolean {
  return listeners.has(env)
}

/** Tells a step, in words that hold no secret. */
export function tellStep(env: Environment, step: string): void {
  listeners.get(env)?.(step)
}
