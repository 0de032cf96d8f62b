/** What a set-up can be exported as. */
export const exportFormats = ['terraform', 'cloudformation', 'cli', 'steps', 'admin-policy'] as const

export type ExportFormat = (typeof exportFormats)[number]
