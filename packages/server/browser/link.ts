// A sign-in link: its secret is behind the `#`, which a browser sends to nobody. Without this it is pasted.

const given = /^#(hp_link_[\w-]{43})$/.exec(location.hash)?.[1]
const input = document.querySelector<HTMLInputElement>('#secret')
if (given !== undefined && input) {
  input.value = given
  for (const part of document.querySelectorAll<HTMLElement>('[data-paste]')) part.hidden = true
  for (const part of document.querySelectorAll<HTMLElement>('[data-read]')) part.hidden = false
  // Out of the address bar and the history, where the next person at this machine would find it.
  history.replaceState(null, '', location.pathname)
}
