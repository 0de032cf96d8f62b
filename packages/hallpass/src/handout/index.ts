export type { Handout, HandoutLink, HandoutOptions } from './handout.ts'
export { handoutHtml } from './handout-html.ts'
export { handoutText } from './handout-text.ts'
export { mailMergeCsv, mailMergeHeaders } from './mail-merge.ts'
