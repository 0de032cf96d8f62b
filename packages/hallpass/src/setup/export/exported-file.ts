/** One file of an export. */
export interface ExportedFile {
  /** Its name, inside the folder of `--out`. */
  readonly name: string
  readonly content: string
  /** Whether it is meant to be run. */
  readonly executable?: boolean
}
