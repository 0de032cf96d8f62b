/**
 * Changes the policy engine in one place at a time and shows that at least one case of `test/cases` notices. A test
 * runs it; by hand with Node 24, which reads TypeScript: `node packages/local-aws/test/policy/mutation.ts`;
 * with `--all` it tells what survived. Ends with 1
 * where more mutants survive than `survivors.ts` lets.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { allMutations, bundledEngine, type Mutation } from './mutations.ts'
import { mostSurvivors } from './survivors.ts'

const code = await bundledEngine()
const mutations = allMutations(code)
const survived: Mutation[] = []
const places = Math.min(2, availableParallelism())
await Promise.all(
  Array.from({ length: places }, (_, place) => tryAll(mutations.filter((_one, at) => at % places === place))),
)

const counted = new Map<string, Mutation[]>()
for (const one of survived) {
  const where = `${one.file} ${one.kind}`
  counted.set(where, [...(counted.get(where) ?? []), one])
}
if (process.argv.includes('--all')) {
  for (const where of [...counted.keys()].toSorted()) {
    const here = counted.get(where) ?? []
    console.log(`  '${where}': ${here.length},`)
    for (const { what } of here) console.log(`    // ${what}`)
  }
}
let wrong = 0
for (const [where, here] of counted) {
  const most = mostSurvivors[where] ?? 0
  if (here.length <= most) continue
  wrong++
  console.log(`${where}: ${here.length} survived, ${most} at most`)
  for (const { what } of here) console.log(`  ${what}`)
}
console.log(
  `${mutations.length} mutants, ${survived.length} survived, ${wrong} places have more than survivors.ts lets`,
)
process.exitCode = wrong === 0 ? 0 : 1

/** Tries some in a thread of their own. */
function tryAll(some: readonly Mutation[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('mutant.ts', import.meta.url), {
      workerData: { code, mutations: some },
    })
    let done = 0
    worker.on('message', (isNoticed: boolean) => {
      const mutation = some[done++]
      if (!isNoticed && mutation) survived.push(mutation)
    })
    worker.on('error', reject)
    worker.on('exit', () =>
      done === some.length ? resolve() : reject(new Error(`ended after ${done} of ${some.length}`)),
    )
  })
}
