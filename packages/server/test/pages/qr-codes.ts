import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsQR from 'jsqr'

/** A printed page: what can be read on it, and what its QR codes say. */
export interface PrintedPage {
  readonly text: string
  readonly codes: readonly string[]
}

/** Prints a PDF, at 200 dots to an inch, and reads what is on the paper. Needs Ghostscript. */
export function readPrinted(pdf: Buffer): PrintedPage[] {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-printed-'))
  try {
    const file = join(folder, 'printed.pdf')
    writeFileSync(file, pdf)
    ghostscript(
      '-sDEVICE=ppmraw',
      '-r200',
      '-dGraphicsAlphaBits=4',
      `-sOutputFile=${join(folder, 'page-%d.ppm')}`,
      file,
    )
    ghostscript('-sDEVICE=txtwrite', `-sOutputFile=${join(folder, 'page-%d.txt')}`, file)
    const pages: PrintedPage[] = []
    for (let number = 1; ; number += 1) {
      const image = readIfThere(join(folder, `page-${number}.ppm`))
      if (image === undefined) return pages
      const text = readIfThere(join(folder, `page-${number}.txt`))?.toString() ?? ''
      pages.push({ text, codes: readCodes(image) })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function ghostscript(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('gs', ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`gs: ${stderr}`)
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** The size of a window in which there is one code at most, and how far it is moved. */
const windowHeight = 420
const step = 60

/** All QR codes of a picture (PPM) of two columns: what reads them wants one at a time. */
function readCodes(ppm: Buffer): string[] {
  const [head = '', width = '', height = ''] =
    /^P6\s(?:#.*\n)?(\d+) (\d+)\s255\s/.exec(ppm.subarray(0, 200).toString('latin1')) ?? []
  const [wide, high] = [Number(width), Number(height)]
  const half = Math.floor(wide / 2)
  const found = new Set<string>()
  for (const left of [0, half]) {
    for (let top = 0; top + windowHeight <= high; top += step) {
      const pixels = new Uint8ClampedArray(half * windowHeight * 4).fill(255)
      for (let y = 0; y < windowHeight; y += 1) {
        for (let x = 0; x < half; x += 1) {
          const from = head.length + ((top + y) * wide + left + x) * 3
          const to = (y * half + x) * 4
          // Black and white: one colour tells.
          pixels.fill(ppm[from] ?? 255, to, to + 3)
        }
      }
      const code = jsQR.default(pixels, half, windowHeight, { inversionAttempts: 'dontInvert' })
      if (code !== null && code.data !== '') found.add(code.data)
    }
  }
  return [...found]
}
