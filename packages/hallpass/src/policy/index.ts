export { policyProblems, problemWords } from './check-policy.ts'
export type { PolicyProblem } from './problem.ts'
