import { HallpassError } from 'hallpass'
import { leaseCredentials } from '../../lease/index.ts'
import { texts } from '../../texts/index.ts'
import { field, Layout, Moment, page, type PageCall } from '../frame/index.ts'
import { CodeSamples } from './code-samples.tsx'
import { keyForms, keysText, profileForm } from './key-forms.ts'
import { readPass } from './read-pass.ts'

const words = texts.pass.keys

/** The keys, shown this once in the form that was asked for. */
export async function keysPage(call: PageCall) {
  const wanted = field(await call.context.req.parseBody(), 'format')
  if (!keyForms.some(([name]) => name === wanted)) throw new HallpassError('InvalidInput', words.noForm)
  const { actor, lease, workshop } = await readPass(call)
  const keys = await leaseCredentials(call.tools.services, actor, lease.id)
  return page(
    call.context,
    <Layout title={words.title} actor={actor} narrow script="pass">
      <h1>{words.title}</h1>
      <p>{words.end(<Moment at={keys.expiration} zone={workshop.time_zone} />)}</p>
      <pre id="keys" tabindex={0} aria-label={words.label}>
        {keysText(wanted, keys, lease.session_name)}
      </pre>
      <div class="row">
        <button type="button" data-copy="keys" data-copied={texts.frame.copied} hidden>
          {texts.frame.copy}
        </button>
        <a class="button" href="/pass">
          {words.done}
        </a>
      </div>
      <h2>{words.tryThem}</h2>
      <pre>aws sts get-caller-identity{wanted === profileForm ? ' --profile hallpass' : ''}</pre>
      <CodeSamples profile={wanted === profileForm ? 'hallpass' : undefined} />
    </Layout>,
  )
}
