/**
 * SimulatePrincipalPolicy, SimulateCustomPolicy and the context keys that policies ask for.
 *
 * @module
 */
export { contextKeyActions, simulationActions } from './simulate-policy.ts'
