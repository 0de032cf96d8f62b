const stepsInTurn = 20

/**
 * Does work that pauses, and lets other requests have their turn after every twenty steps: a thousand cases of
 * the longest policies are more than everybody else should wait for. Less than that is done at once.
 */
export function inTurns<Result>(work: Generator<undefined, Result>): Result | Promise<Result> {
  for (let step = 0; step < stepsInTurn; step++) {
    const { done, value } = work.next()
    if (done === true) return value
  }
  return new Promise((resolve) => {
    setImmediate(resolve)
  }).then(() => inTurns(work))
}
