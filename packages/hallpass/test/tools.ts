export { requireTool } from '../../../test/tools.ts'
