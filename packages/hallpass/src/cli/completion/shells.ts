/** The shells that completion knows. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** One of {@link shells}. */
export type ShellName = (typeof shells)[number]

/** The word that asks for completions, and is in no help: what follows `--` is the line so far. */
export const askWord = '__complete'
