import { texts } from '../../texts/index.ts'

const { roster, end } = texts.room

/** A list of people to add. */
export function AddPeople({ id, pasted }: { readonly id: string; readonly pasted: string }) {
  return (
    <form
      class="card"
      id="add"
      method="post"
      action={`/workshops/${id}/roster`}
      enctype="multipart/form-data"
    >
      <h2>{roster.heading}</h2>
      <label for="roster">
        {roster.list}
        <span class="hint">{roster.listHint}</span>
      </label>
      <textarea id="roster" name="roster">
        {`\n${pasted}`}
      </textarea>
      <label for="file">
        {roster.file}
        <span class="hint">{roster.fileHint}</span>
      </label>
      <input id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/*" />
      <div class="row">
        <button>{roster.add}</button>
      </div>
    </form>
  )
}

/** The end of a workshop before its time, for whoever types its name. */
export function EndIt({
  workshop: { id, name },
}: {
  readonly workshop: { readonly id: string; readonly name: string }
}) {
  return (
    <form class="card" id="end" method="post" action={`/workshops/${id}/end`}>
      <h2>{end.heading}</h2>
      <p>{end.about}</p>
      <label for="confirm">
        {end.confirm}
        <span class="hint">{name}</span>
      </label>
      <input id="confirm" name="confirm" autocomplete="off" required />
      <div class="row">
        <button class="bad">{end.end}</button>
      </div>
    </form>
  )
}
