import { texts } from '../../texts/index.ts'
import { momentText } from '../frame/index.ts'
import type { Stretch } from './count-over-time.ts'

const words = texts.timeline.picture
const wide = 720
const high = 200
const base = high - 24
const top = 16

/** The workshop over time: people as an area, keys and consoles as bars; and all of it as a table. */
export function Picture({
  stretches,
  name,
  zone,
}: {
  readonly stretches: readonly Stretch[]
  readonly name: string
  readonly zone: string
}) {
  const [first] = stretches
  const last = stretches.at(-1)
  if (first === undefined || last === undefined) return undefined
  const most = Math.max(
    1,
    ...stretches.map(({ people, keys, consoles }) => Math.max(people, keys + consoles)),
  )
  const step = (wide - 40) / stretches.length
  // A single stretch is no wall.
  const bar = Math.min(step * 0.5, 16)
  const x = (index: number): number => round(40 + index * step)
  const y = (count: number): number => round(base - (count / most) * (base - top))
  const outline = stretches.map(({ people }, index) => `H${x(index)}V${y(people)}H${x(index + 1)}`).join('')
  const keys = sum(stretches.map((one) => one.keys))
  const consoles = sum(stretches.map((one) => one.consoles))
  const throttles = sum(stretches.map((one) => one.throttles))
  const mostThrottles = Math.max(1, ...stretches.map((one) => one.throttles))
  const days = last.from.getTime() - first.from.getTime() > 20 * 3_600_000
  return (
    <figure class="picture">
      <svg viewBox={`0 0 ${wide} ${high}`} role="img" aria-labelledby="picture-title picture-about">
        <title id="picture-title">{words.title(name)}</title>
        <desc id="picture-about">
          {words.about(Math.max(...stretches.map(({ people }) => people)), keys, consoles, throttles)}
        </desc>
        <path class="people" d={`M40 ${base}${outline}V${base}Z`} />
        {stretches.map((one, index) => (
          <>
            <rect
              class="keys"
              x={round(x(index) + (step - bar) / 2)}
              width={round(bar)}
              y={y(one.keys)}
              height={round(base - y(one.keys))}
            />
            <rect
              class="consoles"
              x={round(x(index) + (step - bar) / 2)}
              width={round(bar)}
              y={y(one.keys + one.consoles)}
              height={round(y(one.keys) - y(one.keys + one.consoles))}
            />
            {one.throttles === 0 ? undefined : (
              // Hangs from the top, by a scale of its own: how often AWS asked to wait is not how many people.
              <rect
                class="throttles"
                x={round(x(index))}
                width={round(Math.max(1, step - 1))}
                y={top}
                height={round(6 + (one.throttles / mostThrottles) * 24)}
              />
            )}
          </>
        ))}
        <path class="axis" d={`M40 ${top}V${base}H${wide}`} />
        <text x="34" y={top + 5} text-anchor="end">
          {String(most)}
        </text>
        <text x="34" y={base} text-anchor="end">
          0
        </text>
        <text x="40" y={high - 6}>
          {momentText(first.from, zone, days)}
        </text>
        <text x={wide} y={high - 6} text-anchor="end">
          {momentText(last.from, zone, days)}
        </text>
      </svg>
      <figcaption>
        <span class="key people">{words.people}</span> <span class="key keys">{words.keys}</span>{' '}
        <span class="key consoles">{words.consoles}</span>{' '}
        {throttles === 0 ? undefined : <span class="key throttles">{words.throttles(throttles)}</span>}
      </figcaption>
      <details>
        <summary>{words.table}</summary>
        <div class="scroll" tabindex={0} role="region" aria-label={words.table}>
          <table>
            <thead>
              <tr>
                <th>{words.from}</th>
                <th>{words.people}</th>
                <th>{words.keys}</th>
                <th>{words.consoles}</th>
                <th>{words.throttled}</th>
              </tr>
            </thead>
            <tbody>
              {stretches.map((one) => (
                <tr>
                  <td>{momentText(one.from, zone, days)}</td>
                  <td>{one.people}</td>
                  <td>{one.keys}</td>
                  <td>{one.consoles}</td>
                  <td>{one.throttles}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
