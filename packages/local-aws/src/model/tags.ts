/** Values by key. */
export type Tags = Map<string, string>
