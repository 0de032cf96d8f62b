/** The one stylesheet. Light and dark by the reader's setting; system fonts; print for the cards. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --sheet: #ffffff; --ink: #1c1f24; --soft: #5b6270; --line: #dcdad3;
  --accent: #0b5c8a; --accent-ink: #ffffff; --good: #1d6b3f; --warn: #8a5200; --bad: #a3221b;
  --good-wash: #e5f3ea; --warn-wash: #fbf0dc; --bad-wash: #fbe9e7; --plain-wash: #edeff2;
  --radius: 12px; --shade: 0 1px 2px rgb(20 24 32 / .06), 0 6px 20px rgb(20 24 32 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --sheet: #1c1f25; --ink: #eceae4; --soft: #a8adb8; --line: #343943;
    --accent: #7cc4ee; --accent-ink: #0c1c27; --good: #7ed3a0; --warn: #f0bd6c; --bad: #f39a92;
    --good-wash: #18301f; --warn-wash: #33270f; --bad-wash: #3a1b19; --plain-wash: #262a32;
    --shade: none;
  }
}
@media (prefers-contrast: more) { :root { --soft: var(--ink); --line: var(--ink); } }
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0; overflow-wrap: break-word; min-height: 100vh; display: flex; flex-direction: column; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: .5rem; background: var(--sheet); padding: .5rem; }
header.top { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding: .5rem clamp(1rem, 4vw, 3rem); border-bottom: 1px solid var(--line); background: var(--sheet); }
header.top .mark { display: inline-flex; align-items: center; gap: .55rem; min-height: 44px; font-weight: 700; font-size: 1.1rem; letter-spacing: -.01em; text-decoration: none; color: var(--ink); }
/* The mark: a pass with its two notches. */
header.top .mark::before { content: ""; width: 1.6rem; height: 1.1rem; border-radius: 3px; background: radial-gradient(circle at 68% 0, transparent .17rem, var(--accent) .19rem) top / 100% 51% no-repeat, radial-gradient(circle at 68% 100%, transparent .17rem, var(--accent) .19rem) bottom / 100% 51% no-repeat; }
header.top nav { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
header.top nav a { display: inline-flex; align-items: center; min-height: 44px; color: var(--soft); text-decoration: none; font-weight: 600; } header.top nav a:hover { color: var(--ink); text-decoration: underline; text-underline-offset: .3em; }
header.top form button { padding: .4rem 0; }
header.top form { margin-left: auto; }
main { flex: 1; width: 100%; max-width: 76rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; }
main.narrow { max-width: 40rem; }
h1 { font-size: clamp(1.6rem, 1.3rem + 1.3vw, 2.25rem); line-height: 1.15; letter-spacing: -.02em; margin: .5rem 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; letter-spacing: -.01em; margin: 2rem 0 .5rem; }
/* The pass itself: a stub with the state, torn off along a line. */
.ticket { position: relative; background: var(--sheet); border: 1px solid var(--line); border-top: 6px solid var(--accent); border-radius: var(--radius); box-shadow: var(--shade); margin: .5rem 0 1.25rem; padding: 1.1rem 1.25rem 0; } .ticket h1 { margin: .1rem 0 .9rem; } .ticket p { margin: 0; }
.ticket .stub { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .6rem; margin: 0 -1.25rem; padding: .8rem 1.25rem; border-top: 2px dashed var(--line); } .ticket .stub strong { font-size: 1.15rem; } .ticket.bad { border-top-color: var(--bad); }
.ticket .stub { position: relative; } .stub::before, .stub::after { content: ""; position: absolute; top: -9px; width: 16px; height: 16px; border-radius: 50%; background: var(--paper); border: 1px solid var(--line); } .stub::before { left: -9px; clip-path: inset(-1px -1px -1px 8px); } .stub::after { right: -9px; clip-path: inset(-1px 8px -1px -1px); }
p { margin: .5rem 0; max-width: 65ch; } .soft { color: var(--soft); } small { color: var(--soft); }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shade); padding: 1.25rem; margin: 1rem 0; }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
h3 { font-size: 1.05rem; margin: 1rem 0 .25rem; } .row.card { justify-content: space-between; } .grow { flex: 1 1 14rem; } .grow .state { margin-left: .5rem; }
.row input[type=search] { width: auto; flex: 0 1 16rem; } .row select { width: auto; max-width: 100%; } .tick { display: inline-flex; align-items: center; gap: .4rem; min-height: 44px; margin: 0; } a.sort { color: inherit; text-decoration: none; display: inline-block; padding: .4rem 0; } a.sort:hover { text-decoration: underline; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; } .facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: .75rem 0 .25rem; } .hint { font-weight: 400; color: var(--soft); display: block; }
input, select, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 6px; padding: .55rem .7rem; width: 100%; min-height: 44px; }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; min-height: 0; vertical-align: middle; }
textarea { min-height: 9rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 0 1rem; }
button, .button { font: inherit; font-weight: 600; cursor: pointer; border: 1px solid var(--accent); border-radius: 8px; background: transparent; color: var(--accent); padding: .55rem 1rem; min-height: 44px; display: inline-flex; align-items: center; gap: .4rem; text-decoration: none; }
button:hover, .button:hover { background: var(--plain-wash); } button.main, .button.main { background: var(--accent); color: var(--accent-ink); } button.main:hover, .button.main:hover { background: color-mix(in srgb, var(--accent) 86%, var(--ink)); }
button.big { font-size: 1.2rem; padding: .9rem 1.5rem; width: 100%; justify-content: center; }
button.bad { border-color: var(--bad); color: var(--bad); } button.bad:hover { background: var(--bad-wash); } button.quiet { border-color: transparent; padding-inline: .25rem; } button.quiet:hover { background: none; text-decoration: underline; }
.heading { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .9rem; } .ways .button:not(.main) { border-color: var(--line); }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between; background: var(--paper); padding: .25rem 0; margin: .5rem 0; } .tools .row { margin: .25rem 0; } .tools input[type=search] { flex-basis: 11rem; }
input[type=file] { padding: .4rem; border-style: dashed; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .75rem 0; }
.state { display: inline-block; border-radius: 999px; padding: .1rem .6rem; font-size: .875rem; font-weight: 600; background: var(--plain-wash); color: var(--ink); white-space: nowrap; }
.state.active, .state.open { background: var(--good-wash); color: var(--good); } .state.suspended, .state.pending, .state.draft { background: var(--warn-wash); color: var(--warn); } .state.revoked, .state.disabled { background: var(--bad-wash); color: var(--bad); }
.note { border-left: 4px solid var(--accent); background: var(--plain-wash); padding: .6rem 1rem; border-radius: 0 8px 8px 0; margin: 1rem 0; } .note.bad { border-color: var(--bad); background: var(--bad-wash); } .note.warn { border-color: var(--warn); background: var(--warn-wash); } .plain { padding-left: 2rem; } .card ul:not(.plain) { padding-left: 1.25rem; margin: .25rem 0; overflow-wrap: anywhere; } .said { white-space: pre-line; overflow-wrap: anywhere; } .note.good { border-color: var(--good); background: var(--good-wash); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shade); background: var(--sheet); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap; } th { font-size: .875rem; color: var(--soft); position: sticky; top: 0; background: var(--sheet); } tbody tr:last-child td { border-bottom: 0; } td.name, #room td:nth-child(2) { white-space: normal; min-width: 10rem; font-weight: 600; } tbody tr:hover td { background: color-mix(in srgb, var(--plain-wash) 50%, var(--sheet)); } tbody tr:has(:checked) td { background: color-mix(in srgb, var(--accent) 10%, var(--sheet)); }
/* Widths that are known: what one row says moves no other, and a change is not laid out a thousand times. */
#room { table-layout: fixed; min-width: 48rem; } #room th { width: 7rem; } #room th:first-child { width: 3rem; } #room th:nth-child(2) { width: auto; } #room th:last-child { width: 8rem; }
pre { background: var(--plain-wash); border-radius: 8px; padding: .9rem 1rem; overflow-x: auto; font: .9rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; margin: .5rem 0; } code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; } pre code, td code { overflow-wrap: normal; }
.big-code { font: 700 clamp(2.5rem, 9vw, 7rem)/1.1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .08em; } p.big-code { margin: .1em 0 .25em; }
.projector { text-align: center; } .projector p { max-width: none; } .projector svg { width: min(50vh, 80vw); height: auto; background: #fff; padding: 1rem; border-radius: var(--radius); } .projector .address { font-size: clamp(1.1rem, 2.2vw, 2.25rem); font-weight: 600; overflow-wrap: anywhere; } .projector .address a { text-decoration-thickness: 1px; text-underline-offset: .2em; }
/* On a projector: the code beside the QR code, both as large as they go, and nothing below the edge. */
@media (min-width: 50rem) and (min-aspect-ratio: 5/4) {
  .projector { display: grid; grid-template-columns: max-content 1fr; grid-template-rows: auto auto auto 1fr; column-gap: clamp(1.5rem, 4vw, 4rem); text-align: left; align-items: start; } .projector svg { grid-area: 1 / 1 / span 4; width: min(66vh, 46vw); } .projector > :not(svg) { grid-column: 2; } .projector .big-code { font-size: clamp(2.5rem, 6vw, 7rem); }
}
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; } .cards article { background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem; break-inside: avoid; } .cards svg { width: 9rem; height: 9rem; background: #fff; padding: .4rem; } .cards h2 { margin: 0 0 .25rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; padding: 0; list-style: none; color: var(--soft); } .counts b { font-size: 1.75rem; font-variant-numeric: tabular-nums; color: var(--ink); letter-spacing: -.02em; } .counts li { display: flex; align-items: baseline; gap: .4rem; } .counts li[hidden] { display: none; }
ol.story { list-style: none; padding: 0; margin: 0; } ol.story li { padding: .5rem 0; border-bottom: 1px solid var(--line); } ol.story time { color: var(--soft); margin-right: .75rem; font-variant-numeric: tabular-nums; }
.picture { margin: 1rem 0; } .picture svg { width: 100%; height: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: var(--radius); } .picture text { fill: var(--soft); font-size: 12px; } .picture .axis { stroke: var(--soft); fill: none; } .picture path.people { fill: var(--accent); fill-opacity: .25; stroke: var(--accent); } .picture rect.keys { fill: var(--good); } .picture rect.consoles { fill: var(--warn); } .picture rect.throttles { fill: var(--bad); } .key.throttles::before { background: var(--bad); } .picture .key::before { content: ""; display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; } .key.people::before { background: var(--accent); opacity: .45; } .key.keys::before { background: var(--good); } .key.consoles::before { background: var(--warn); } figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; color: var(--soft); font-size: .9rem; } summary { cursor: pointer; padding: .5rem 0; }
footer { padding: 1rem clamp(1rem, 4vw, 3rem); color: var(--soft); font-size: .875rem; }
@media (max-height: 34rem), (max-width: 40rem) { .tools { position: static; } }
/* On a phone: what can be done is a strip to be pushed along, so that people are on the first screen; names stay in sight. */
@media (max-width: 40rem) {
  .ways, .tools [role=group] { flex-wrap: nowrap; overflow-x: auto; margin-inline: -1rem; padding: .25rem 1rem; } .ways > *, .tools [role=group] > * { flex: none; }
  .tools .row[role=search] { flex: 1; flex-wrap: nowrap; min-width: 0; } .tools input[type=search] { flex: 1 1 5rem; min-width: 5rem; } .tools select { flex: 0 1 auto; min-width: 5rem; } .tools [role=group] { width: calc(100% + 2rem); }
  #room { min-width: 42rem; } #room th { width: 5.5rem; } #room th:first-child { width: 2.5rem; } #room th:nth-child(2) { width: 10rem; } #room th:last-child { width: 7rem; }
  #room tr { background: var(--sheet); } #room td:nth-child(2), #room th:nth-child(2) { position: sticky; left: 0; background: inherit; } #room tbody tr:has(:checked) td:nth-child(2) { background: color-mix(in srgb, var(--accent) 10%, var(--sheet)); }
  /* What is done with whoever is ticked is at hand, however far down the list they are. */
  body:has(#room :checked) .tools [role=group] { position: fixed; inset: auto 0 0; z-index: 2; width: auto; margin: 0; padding: .5rem 1rem calc(.5rem + env(safe-area-inset-bottom)); background: var(--sheet); border-top: 1px solid var(--line); box-shadow: 0 -6px 20px rgb(20 24 32 / .12); } body:has(#room :checked) main { padding-bottom: 7rem; }
}
@media (max-width: 40rem) { th, td { padding: .45rem .5rem; } .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .5rem; } }
/* Without a fade: with ten changes a second it kept a phone busy for a tenth of its time, every frame of it. */
#room tr.changed { background: var(--warn-wash); }
@media (min-width: 2400px) { html { font-size: 150%; } main { max-width: 96rem; } } @media (min-width: 3400px) { html { font-size: 200%; } }
@media print { @page { margin: 12mm; } body { display: block; min-height: 0; } main { max-width: none; padding: 0; } header.top, footer, .row, .no-print { display: none; } html { background: #fff; color: #000; } .cards { grid-template-columns: 1fr 1fr; } }
`
