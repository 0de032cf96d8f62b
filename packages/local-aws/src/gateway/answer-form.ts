import { AwsError, type IncomingRequest, type RawRequest, type RawResponse } from '../base/index.ts'
import {
  checkPostPolicy,
  expandedFields,
  headersOfFields,
  postNeeds,
  postObject,
  postReceives,
  readForm,
  s3Target,
  splitTarget,
  withinRange,
} from '../s3/index.ts'
import { type Secret, type VerifiedForm, verifyPostPolicy, type VerifyOptions } from '../sigv4/index.ts'
import { dispatchForm, type DispatchOptions, type Incoming, type Note } from './dispatch.ts'
import { receiveBody, unbroken } from './receive.ts'

/** Whether a request uploads by a form, as a browser sends it: its signature is among the form's fields. */
export function isForm(head: RawRequest, headers: ReadonlyMap<string, string>): boolean {
  if (head.method !== 'POST' || !/^multipart\/form-data\b/i.test(headers.get('content-type') ?? ''))
    return false
  const { path, params } = splitTarget(head.target)
  const { bucket, key } = s3Target(path, headers.get('host') ?? '')
  return bucket !== '' && key === '' && params.size === 0
}

/**
 * Takes in a form: its fields, then whose it is and whether they may, then its file.
 *
 * @param incomingOf who sends it; `undefined`: nobody signed it
 * @throws AwsError what refuses it
 */
export async function answerForm<Key extends Secret>(
  head: RawRequest,
  body: IncomingRequest['body'],
  {
    headers,
    verify,
    incomingOf,
    note,
    options,
  }: {
    readonly headers: ReadonlyMap<string, string>
    readonly verify: Pick<VerifyOptions<Key>, 'lookup' | 'now' | 'region'>
    readonly incomingOf: (form: VerifiedForm<Key> | undefined) => Incoming
    readonly note: Note
    readonly options: DispatchOptions
  },
): Promise<RawResponse> {
  const { bucket } = s3Target(splitTarget(head.target).path, headers.get('host') ?? '')
  const form = await readForm(headers.get('content-type') ?? '', unbroken(inPieces(body)))
  const fields = expandedFields(form, bucket)
  note({ parameters: { key: fields.get('key') ?? '' } })
  // The policy is signed as it was sent.
  const verified = verifyPostPolicy(form.fields, verify)
  if (verified?.verified === false) {
    throw new AwsError(verified.code, verified.status, verified.message, { details: verified.details })
  }
  const incoming = incomingOf(verified)
  const policy = form.fields.get('policy')
  const range = policy === undefined ? undefined : checkPostPolicy(policy, fields, incoming.now)
  const objectHeaders = headersOfFields(fields, headers)
  const target = s3Target(`/${encodeURIComponent(bucket)}/${encodeURIComponent(fields.get('key') ?? '')}`, '')
  const params = new Map(verified?.version === 2 ? [['AWSAccessKeyId', verified.accessKeyId]] : [])
  return dispatchForm({ ...incoming, headers: objectHeaders }, params, options, {
    note,
    needs: (call) => postNeeds(call, target),
    receives: (call) => postReceives(call, target),
    receive: (algorithms) =>
      receiveBody(withinRange(form.file, range), {
        headers: objectHeaders,
        payload: { kind: 'unsigned' },
        algorithms,
        contents: options.state.contents,
      }),
    run: (call) => postObject(call, target, fields),
  })
}

async function* inPieces(body: IncomingRequest['body']): AsyncGenerator<Uint8Array, void> {
  if (body instanceof Uint8Array) yield body
  else yield* body
}
