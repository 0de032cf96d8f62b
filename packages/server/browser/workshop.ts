// The form of a workshop: the time zone is the browser's where none was typed yet, and all that there are are offered.
// The form works without, in the time zone of the last workshop.

const zone = document.querySelector<HTMLInputElement>('#zone')

if (zone) {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone.dataset['fresh'] !== undefined && own) {
    zone.value = own
    for (const field of document.querySelectorAll<HTMLInputElement>('input[data-at]')) {
      field.value = wallTime(new Date(field.dataset['at'] ?? ''))
    }
  }
  const list = document.createElement('datalist')
  list.id = 'zones'
  for (const name of ['UTC', ...Intl.supportedValuesOf('timeZone')]) {
    const option = document.createElement('option')
    option.value = name
    list.append(option)
  }
  zone.after(list)
  zone.setAttribute('list', list.id)
}

/** A moment as this browser's clocks show it, as a form has it. */
function wallTime(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
