import { mendedProblems, type Pasted, readPaste } from 'hallpass'
import { whoseKeys } from '../../lease/index.ts'
import { texts } from '../../texts/index.ts'
import { Layout, page, type PageCall, sentence } from '../frame/index.ts'
import { type Pass, readPass } from './read-pass.ts'

const words = texts.keyTest

/** Something that was found out: good to know, or wrong. */
interface Finding {
  readonly told: readonly [what: string, todo: string]
  readonly good: boolean
}

/** A box to paste into. */
export async function keyTestPage(call: PageCall) {
  return answer(call, await readPass(call), [])
}

/** Says what was pasted and what to do. None of it is on the page, in the database or in a log. */
export async function testKeys(call: PageCall) {
  const pass = await readPass(call)
  const { pasted } = await call.context.req.parseBody()
  const read = readPaste(typeof pasted === 'string' ? pasted : '', call.tools.services.now())
  return answer(call, pass, await findingsOf(call, pass, read))
}

async function findingsOf(call: PageCall, pass: Pass, read: Pasted): Promise<Finding[]> {
  if (read.kind === 'error' && read.awsCode !== undefined) {
    return [{ told: words.errors[read.awsCode] ?? words.otherError(read.awsCode), good: false }]
  }
  if (read.kind !== 'keys') return [{ told: words.kinds[read.kind], good: false }]
  const found: Finding[] = read.problems.map((problem) => ({
    told: words.problems[problem],
    good: mendedProblems.has(problem) && problem !== 'long-term',
  }))
  if (read.accessKeyId === undefined || read.problems.includes('long-term')) return found
  const { aws, holder } = await whoseKeys(call.tools.services, pass.lease, {
    issuer: pass.workshop.issuer,
    accessKeyId: read.accessKeyId,
    credentials: read.credentials,
  })
  if (aws !== 'unasked') found.unshift({ told: words.aws[aws], good: aws === 'alive' })
  found.push({ told: words.holders[holder], good: holder === 'own' })
  const denied = words.states[pass.state]
  if (denied !== undefined && holder === 'own') found.push({ told: denied, good: false })
  return found
}

function answer(call: PageCall, { actor }: Pass, findings: readonly Finding[]) {
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow>
      <h1>{words.title}</h1>
      <div role="status">
        {findings.map(({ told: [what, todo], good }) => (
          <div class={`note ${good ? 'good' : 'bad'}`}>
            <strong>{sentence(what)}</strong>
            {todo === '' ? undefined : <div>{sentence(todo)}</div>}
          </div>
        ))}
      </div>
      <form class="card" method="post" action="/pass/test">
        <label for="pasted">
          {words.label}
          <span class="hint">{words.labelHint}</span>
        </label>
        <textarea
          id="pasted"
          name="pasted"
          required
          maxlength={65_536}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        ></textarea>
        <div class="row">
          <button class="main">{words.test}</button>
          <a class="button" href="/pass">
            {words.back}
          </a>
        </div>
      </form>
    </Layout>,
  )
}
