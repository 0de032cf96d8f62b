import type { ReadStream } from 'node:tty'
import { HallpassError, onAbort } from '../../base/index.ts'

/** Characters of a terminal's keyboard. */
const ctrlC = '\u0003'
const ctrlD = '\u0004'

/**
 * How long an empty line has to stay the last thing: what is pasted may have one in its middle, and a part of a secret
 * that was not read would be typed into the shell afterwards.
 */
const quietMs = 300

/** A line of more blanks than this is no empty one. */
const mostBlank = 80

export interface ReadUnseenOptions {
  readonly signal: AbortSignal
  /** Characters at most; what comes behind is taken from the terminal, and thrown away. */
  readonly maxCharacters: number
  /** Called when the terminal shows nothing any more: what is asked before that could be answered too soon, and seen. */
  readonly ready: () => void
  /** Told how many characters have come, each time that there are more. */
  readonly came?: ((characters: number) => void) | undefined
}

/**
 * What somebody pastes on a terminal, which shows nothing of it. Ends at an empty line that nothing follows, or at
 * Ctrl-D.
 *
 * @throws HallpassError `Aborted` at Ctrl-C
 */
export function readUnseen(terminal: ReadStream, options: ReadUnseenOptions): Promise<string> {
  const { signal, maxCharacters, ready, came } = options
  let text = ''
  return new Promise((resolve, reject) => {
    let quiet: NodeJS.Timeout | undefined
    const stop = (): void => {
      clearTimeout(quiet)
      terminal.off('data', onData)
      terminal.off('end', onEnd)
      forget()
      terminal.setRawMode(false)
      terminal.pause()
    }
    const onEnd = (): void => {
      stop()
      resolve(text)
    }
    const onData = (chunk: string): void => {
      clearTimeout(quiet)
      const end = firstOf(chunk, [ctrlC, ctrlD])
      if (chunk[end] === ctrlC) {
        stop()
        reject(aborted())
        return
      }
      text = (text + plain(end === -1 ? chunk : chunk.slice(0, end))).slice(0, maxCharacters)
      if (chunk[end] === ctrlD) return onEnd()
      came?.(text.length)
      if (/(?:^|\n)[ \t]*\n$/.test(text.slice(-mostBlank))) quiet = setTimeout(onEnd, quietMs)
    }
    const forget = onAbort(signal, () => {
      stop()
      reject(aborted())
    })
    terminal.setRawMode(true)
    terminal.setEncoding('utf8')
    terminal.on('data', onData)
    terminal.on('end', onEnd)
    terminal.resume()
    ready()
  })
}

/** Enter is a carriage return here; some terminals put marks around what is pasted. */
function plain(chunk: string): string {
  return chunk.replaceAll('\u001B[200~', '').replaceAll('\u001B[201~', '').replaceAll(/\r\n?/g, '\n')
}

function aborted(): HallpassError {
  return new HallpassError('Aborted', 'stopped before anything was written')
}

/** Where the first of these characters is; -1 where none is. */
function firstOf(text: string, characters: readonly string[]): number {
  const places = characters.map((character) => text.indexOf(character)).filter((place) => place !== -1)
  return places.length === 0 ? -1 : Math.min(...places)
}
