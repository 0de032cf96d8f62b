import type { RolePreview } from '../../preview/index.ts'
import { texts } from '../../texts/index.ts'
import { Problem } from '../frame/index.ts'

const words = texts.preview

/** What a role may do and may not, with warnings, for whoever hands it out. */
export function PreviewPanel({ preview }: { readonly preview: RolePreview }) {
  const { problem, notes } = preview
  const { may, butNot, mayNot, warnings } = preview.words
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview">{words.title}</h2>
      <p>
        <code>{preview.roleArn}</code>
      </p>
      {problem === undefined ? undefined : <Problem message={problem.message} hint={problem.hint} />}
      {warnings.length === 0 ? undefined : (
        <ul class="note warn plain">
          {warnings.map((warning) => (
            <li>{words.warning(warning)}</li>
          ))}
        </ul>
      )}
      <Lines heading={words.may} lines={may} />
      <Lines heading={words.butNot} lines={butNot} />
      <Lines heading={words.mayNot} lines={mayNot} />
      {notes.map((note) => (
        <p class="note">{note}</p>
      ))}
      {problem === undefined ? <p class="soft">{words.ofPolicies}</p> : undefined}
    </section>
  )
}

/** What somebody may do with their own keys. */
export function OwnPermissions({ preview }: { readonly preview: RolePreview }) {
  const { may, butNot, mayNot } = preview.words
  if (may.length === 0) return undefined
  return (
    <section class="card">
      <h2>{words.headingOwn}</h2>
      <ul>
        {may.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <Lines heading={words.butNot} lines={butNot} />
      <Lines heading={words.ownMayNot} lines={mayNot} />
    </section>
  )
}

function Lines({ heading, lines }: { readonly heading: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return undefined
  return (
    <>
      <h3>{heading}</h3>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </>
  )
}
