/**
 * SimulatePrincipalPolicy, SimulateCustomPolicy and the context keys that policies ask for.
 *
 * @module
 */
export { simulationActions } from './simulate-policy.ts'
