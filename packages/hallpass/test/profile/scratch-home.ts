import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Keys as STS gives them, good until 2027; no secret of anybody's. */
export const credentials = {
  accessKeyId: 'ASIAEXAMPLE0000000001',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE${'/+Az09'.repeat(60)}==`,
  expiration: new Date('2027-01-02T03:04:05.678Z'),
}

/** A home folder for one test, with `.aws/credentials` and `.aws/config` as given. */
export class ScratchHome {
  readonly folder: string
  readonly file: string
  readonly env: Readonly<Record<string, string>>

  constructor(files: { credentials?: string | Uint8Array; config?: string } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'hallpass-profile-'))
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }))
    this.file = join(this.folder, '.aws', 'credentials')
    this.env = { HOME: this.folder }
    if (Object.keys(files).length > 0) mkdirSync(join(this.folder, '.aws'), { mode: 0o700 })
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(this.folder, '.aws', name), content, { mode: 0o600 })
    }
  }

  read(): string {
    return readFileSync(this.file, 'utf8')
  }

  /** The names of all that is in `.aws`, hidden files included. */
  names(): string[] {
    return readdirSync(join(this.folder, '.aws')).toSorted()
  }
}
