/** The actions of SQS that AWS has and the local AWS does not, by their names. */
export const missingActions: ReadonlySet<string> = new Set([
  'CancelMessageMoveTask',
  'ListMessageMoveTasks',
  'StartMessageMoveTask',
])
