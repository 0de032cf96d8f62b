export { timelinePage } from './timeline.tsx'
