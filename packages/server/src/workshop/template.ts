import { HallpassError } from 'hallpass'

/** What the variables of session policies and session tags stand for. */
export interface TemplateValues {
  readonly workshop: string
  readonly participant: string
  readonly lease: string
}

// AWS's own variables, `${aws:username}` and `${*}`, are not for us: one of ours is a plain word.
const variable = /\$\{([a-z]+)\}/g

/** Fills `${workshop}`, `${participant}` and `${lease}` with ids; everything else stays. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(variable, (whole, name: string) =>
    name === 'workshop' || name === 'participant' || name === 'lease' ? values[name] : whole,
  )
}

/**
 * Checks that a template names no variable that does not exist.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkTemplate(name: string, template: string): void {
  for (const [whole, word = ''] of template.matchAll(variable)) {
    if (['workshop', 'participant', 'lease'].includes(word)) continue
    throw new HallpassError('InvalidInput', `${name} has ${whole}, which stands for nothing`, {
      hint: 'use ${workshop}, ${participant} or ${lease}; a variable of AWS has a colon, as in ${aws:userid}',
      facts: { name },
    })
  }
}
