import type { RawResponse } from '../base/index.ts'
import { html, type Html, page } from './html.ts'

export interface Listed {
  readonly folders: readonly string[]
  readonly objects: ReadonlyArray<{
    readonly key: string
    readonly size: number
    readonly lastModified: string
  }>
  /** Where the next page begins; `undefined`: this is the last. */
  readonly next: string | undefined
}

export interface BucketView {
  readonly who: string
  /** Where the session's pages are. */
  readonly base: string
  readonly bucket: string
  readonly prefix: string
  readonly isFirst: boolean
  readonly found: Listed | { readonly refusal: string }
}

/** What is in a folder of a bucket, with a form to put something beside it. */
export function bucketPage(status: number, view: BucketView): RawResponse {
  const { base, bucket, found } = view
  return page(
    status,
    `${bucket} · ${view.who} · local AWS console`,
    html`<p><a href="${base}">Console</a> as ${view.who}</p>
      <h1>${bucket}</h1>
      <p class="path">${path(view)}</p>
      ${'refusal' in found ? refused(found.refusal) : list(view, found)} ${uploadForm(view)}`,
  )
}

/** What was refused, in AWS's words, and the way back. */
export function refusedPage(
  status: number,
  {
    bucket,
    base,
    what,
    refusal,
  }: { readonly bucket: string; readonly base: string; readonly what: string; readonly refusal: string },
): RawResponse {
  return page(
    status,
    'Refused · local AWS console',
    html`<h1>Refused</h1>
      <p>${what}</p>
      ${refused(refusal)}
      <p><a href="${base}/s3/${bucket}">Back to ${bucket}</a></p>`,
  )
}

function refused(refusal: string): Html {
  return html`<section><code data-field="refusal">${refusal}</code></section>`
}

/** Each folder on the way, to go back to. */
function path({ base, bucket, prefix }: BucketView): Html {
  const names = prefix.split('/').slice(0, -1)
  const folders = names.map((name, index) => {
    const folder = `${names.slice(0, index + 1).join('/')}/`
    return html` / <a href="${folderAddress(base, bucket, folder)}">${shown(name)}</a>`
  })
  return html`<a href="${folderAddress(base, bucket, '')}">${bucket}</a>${folders}`
}

function list({ base, bucket, prefix, isFirst }: BucketView, { folders, objects, next }: Listed): Html {
  if (folders.length === 0 && objects.length === 0)
    return html`<section><p>There is nothing here.</p></section>`
  const onward =
    next === undefined ? html`` : html`<a href="${folderAddress(base, bucket, prefix, next)}">Next page</a>`
  const first = isFirst ? html`` : html`<a href="${folderAddress(base, bucket, prefix)}">First page</a>`
  return html`<table>
      <caption class="hidden">
        What is in ${prefix === '' ? bucket : prefix}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Size</th>
          <th scope="col">Last modified</th>
          <th scope="col"><span class="hidden">What to do</span></th>
        </tr>
      </thead>
      <tbody>
        ${folders.map(
          (folder) =>
            html`<tr>
              <td data-label="Folder" class="name">
                <a href="${folderAddress(base, bucket, folder)}">${shown(folder.slice(prefix.length))}</a>
              </td>
              <td></td>
              <td></td>
              <td></td>
            </tr>`,
        )}
        ${objects.map((object) => row(`${base}/s3/${bucket}`, prefix, object))}
      </tbody>
    </table>
    <p class="pages">${first} ${onward}</p>`
}

function row(address: string, prefix: string, { key, size, lastModified }: Listed['objects'][number]): Html {
  const name = shown(key.slice(prefix.length))
  return html`<tr>
    <td data-label="Name" class="name">
      <a href="${address}/object?key=${encodeURIComponent(key)}">${name}</a>
    </td>
    <td data-label="Size">${bytes(size)}</td>
    <td data-label="Last modified">
      <time datetime="${lastModified}">${lastModified.slice(0, 16).replace('T', ' ')} UTC</time>
    </td>
    <td>
      <form class="inline" method="post" action="${address}/delete">
        <input type="hidden" name="key" value="${encodeURIComponent(key)}" /><button type="submit">
          Delete<span class="hidden"> ${name}</span>
        </button>
      </form>
    </td>
  </tr>`
}

function uploadForm({ base, bucket, prefix }: BucketView): Html {
  return html`<form method="post" action="${base}/s3/${bucket}/upload" enctype="multipart/form-data">
    <input type="hidden" name="prefix" value="${encodeURIComponent(prefix)}" />
    <label>Upload a file here <input type="file" name="file" required /></label>
    <button type="submit">Upload</button>
  </form>`
}

function folderAddress(base: string, bucket: string, prefix: string, after?: string): string {
  const query = [
    ...(prefix === '' ? [] : [`prefix=${encodeURIComponent(prefix)}`]),
    ...(after === undefined ? [] : [`after=${encodeURIComponent(after)}`]),
  ]
  return `${base}/s3/${bucket}${query.length === 0 ? '' : `?${query.join('&')}`}`
}

/** A name that shows nothing, or more than one line, as it would be written. */
function shown(name: string): string {
  const visible = name.replace(
    /\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return visible.trim() === '' ? `'${visible}'` : visible
}

function bytes(size: number): string {
  if (size < 1024) return `${size} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(Math.floor(Math.log2(size) / 10), units.length)
  return `${(size / 1024 ** power).toFixed(1)} ${units[power - 1] ?? ''}`
}
