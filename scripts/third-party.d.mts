/** A package of npm, with the text of its licence where it brings one. */
export interface ThirdParty {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly text: string
}

export function thirdParty(files: Iterable<string>): readonly ThirdParty[]
export function licenceTexts(packages: readonly ThirdParty[]): string
