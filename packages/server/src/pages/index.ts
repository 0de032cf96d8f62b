export { mountPages } from './mount-pages.ts'
export type { PagesTools } from './frame/index.ts'
