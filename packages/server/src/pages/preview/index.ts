export { OwnPermissions, PreviewPanel } from './preview-panel.tsx'
export { handedOut, rolePage } from './role-page.tsx'
