export { mountPages } from './mount-pages.ts'
export type { PagesTools } from './tools.ts'
