/**
 * The system's or the loader's word for a failure, e.g. `ENOENT`, `ECONNREFUSED`, `ERR_MODULE_NOT_FOUND`: of the
 * first attempt where several addresses of one name were tried; empty for any other error.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? errorCode(error.errors[0]) : ''
}

/** Whether an `import()` failed for want of the package, and not for a fault in it. */
export function isMissingModule(error: unknown): boolean {
  return ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(errorCode(error))
}
