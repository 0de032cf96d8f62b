const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `callback` when the signal is aborted, once; not when it has been aborted already. However many wait for
 * one signal, it carries one listener: Node.js warns of a leak from the eleventh on.
 *
 * @returns what ends the waiting
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (!signal || signal.aborted) return () => {}
  const callbacks = waiting.get(signal) ?? new Set()
  if (callbacks.size === 0) {
    waiting.set(signal, callbacks)
    signal.addEventListener('abort', callAll)
  }
  // A function of its own, so that a callback that is given twice is called twice.
  const entry = (): void => callback()
  callbacks.add(entry)
  return () => {
    if (!callbacks.delete(entry) || callbacks.size > 0) return
    waiting.delete(signal)
    signal.removeEventListener('abort', callAll)
  }
}

function callAll(this: AbortSignal): void {
  const callbacks = waiting.get(this) ?? []
  waiting.delete(this)
  this.removeEventListener('abort', callAll)
  for (const callback of callbacks) callback()
}
