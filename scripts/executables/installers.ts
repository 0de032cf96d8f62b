import { readFileSync } from 'node:fs'

const description = 'Temporary AWS access: keys, profiles and console links, each under its own name'

/** A file to download. */
export interface Archive {
  /** The name of its target. */
  readonly target: string
  readonly name: string
  readonly sha256: string
}

interface Source {
  readonly url: string
  readonly sha256: string
}

/**
 * What installs the files: a script for a shell, a formula for Homebrew, a manifest for Scoop. The latter two need
 * to know where the files will be, and every system that they serve.
 *
 * @param options.from - the URL of the folder with the archives; may be empty
 */
export function installers(options: {
  readonly version: string
  readonly from: string
  readonly archives: readonly Archive[]
}): readonly { readonly name: string; readonly text: string; readonly mode: number }[] {
  const { version, from, archives } = options
  const base = from.replace(/\/+$/, '')
  // Stands between single quotes in a shell, between double quotes in Ruby.
  if (!/^(?:https?:\/\/[\w.~:/%@+-]+)?$/.test(base)) throw new Error(`--from is no plain URL: ${from}`)
  const script = readFileSync(new URL('install.sh', import.meta.url), 'utf8')
    .replace('@VERSION@', version)
    .replace('@FROM@', base)
  const of = (target: string): Source | undefined => {
    const archive = archives.find((one) => one.target === target)
    return archive && { url: `${base}/${archive.name}`, sha256: archive.sha256 }
  }
  const files = [{ name: 'install.sh', text: script, mode: 0o755 }]
  const [macArm, macIntel, linuxArm, linuxIntel] = [
    'darwin-arm64',
    'darwin-x64',
    'linux-arm64',
    'linux-x64',
  ].map(of)
  if (base !== '' && macArm && macIntel && linuxArm && linuxIntel) {
    const sources = { macArm, macIntel, linuxArm, linuxIntel }
    files.push({ name: 'hallpass.rb', text: formula(version, base, sources), mode: 0o644 })
  }
  const windows = of('windows-x64')
  if (base !== '' && windows !== undefined) {
    files.push({ name: 'hallpass.json', text: manifest(version, base, windows), mode: 0o644 })
  }
  return files
}

function formula(
  version: string,
  homepage: string,
  {
    macArm,
    macIntel,
    linuxArm,
    linuxIntel,
  }: Readonly<Record<'macArm' | 'macIntel' | 'linuxArm' | 'linuxIntel', Source>>,
): string {
  const source = ({ url, sha256 }: Source): string => `      url "${url}"\n      sha256 "${sha256}"`
  return `class Hallpass < Formula
  desc "${description}"
  homepage "${homepage}"
  version "${version}"
  license "Apache-2.0"

  on_macos do
    on_arm do
${source(macArm)}
    end
    on_intel do
${source(macIntel)}
    end
  end

  on_linux do
    on_arm do
${source(linuxArm)}
    end
    on_intel do
${source(linuxIntel)}
    end
  end

  def install
    bin.install "hallpass"
    generate_completions_from_executable(bin/"hallpass", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/hallpass --version")
  end
end
`
}

function manifest(version: string, homepage: string, { url, sha256 }: Source): string {
  const text = {
    version,
    description,
    homepage,
    license: 'Apache-2.0',
    architecture: { '64bit': { url, hash: sha256 } },
    bin: 'hallpass.exe',
  }
  return `${JSON.stringify(text, undefined, 4)}\n`
}
