export { judgeTable, type JudgedRow, type TablePolicies } from './judge-table.ts'
export { parseTable, type TableRow } from './parse-table.ts'
export { simulateTable } from './simulate-table.ts'
