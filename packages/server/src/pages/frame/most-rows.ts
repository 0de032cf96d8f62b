/** People whom a page shows at most. */
export const mostRows = 2000
