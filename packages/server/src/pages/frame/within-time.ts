/** What a promise gives within a while; nothing when it takes longer, or fails: a page does not wait for AWS. */
export async function withinTime<T>(promise: Promise<T>, ms = 400): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined)
  })
  try {
    return await Promise.race([promise, late])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
