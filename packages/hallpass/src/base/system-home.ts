/**
 * The home folder that the system says. Not by an import: to load `node:os` takes longer than to read a kept session,
 * and nearly everybody has a `HOME`.
 */
export function systemHome(): string {
  return process.getBuiltinModule('node:os').homedir()
}
