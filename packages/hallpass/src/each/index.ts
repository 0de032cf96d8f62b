/** Sessions for many people at once, at a steady rate. */
export { issueEach, type IssueEachOptions, type IssueEachResult } from './issue-each.ts'
export { createTokenBucket, type Permit, type TokenBucket, type TokenBucketOptions } from './token-bucket.ts'
