import { readFileSync } from 'node:fs'

const description = 'Temporary AWS access: keys, profiles and console links, each under its own name'

/**
 * What installs the files: a script for a shell, a formula for Homebrew, a manifest for Scoop. The latter two need
 * to know where the files will be, and every system that they serve.
 *
 * @param {object} options
 * @param {string} options.version
 * @param {string | undefined} options.from - the URL of the folder with the archives
 * @param {readonly { target: string, name: string, sha256: string }[]} options.archives
 * @returns {readonly { name: string, text: string, mode: number }[]}
 */
export function installers({ version, from = '', archives }) {
  const base = from.replace(/\/+$/, '')
  // Stands between single quotes in a shell, between double quotes in Ruby.
  if (!/^(?:https?:\/\/[\w.~:/%@+-]+)?$/.test(base)) throw new Error(`--from is no plain URL: ${from}`)
  const script = readFileSync(new URL('install.sh', import.meta.url), 'utf8')
    .replace('@VERSION@', version)
    .replace('@FROM@', base)
  const of = (target) => {
    const archive = archives.find((one) => one.target === target)
    return archive && { url: `${base}/${archive.name}`, sha256: archive.sha256 }
  }
  const files = [{ name: 'install.sh', text: script, mode: 0o755 }]
  const brewed = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'].map(of)
  if (base !== '' && brewed.every((one) => one !== undefined)) {
    files.push({ name: 'hallpass.rb', text: formula(version, base, brewed), mode: 0o644 })
  }
  const windows = of('windows-x64')
  if (base !== '' && windows !== undefined) {
    files.push({ name: 'hallpass.json', text: manifest(version, base, windows), mode: 0o644 })
  }
  return files
}

function formula(version, homepage, [macArm, macIntel, linuxArm, linuxIntel]) {
  const source = ({ url, sha256 }) => `      url "${url}"\n      sha256 "${sha256}"`
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

function manifest(version, homepage, { url, sha256 }) {
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
