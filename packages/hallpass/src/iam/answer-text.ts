import { HallpassError } from '../base/index.ts'
import { childText, type XmlElement } from '../query/index.ts'

/**
 * The text of a field that IAM always sends.
 *
 * @throws HallpassError `ResponseInvalid` where it is not there
 */
export function answerText(element: XmlElement | undefined, field: string): string {
  const text = childText(element, field)
  if (text !== undefined && text !== '') return text
  throw new HallpassError('ResponseInvalid', `the answer of IAM has no usable ${field}`, {
    hint: 'check the endpoint URL: this is not how AWS answers',
  })
}

/**
 * The moment in a field, `undefined` where the field is not there.
 *
 * @throws HallpassError `ResponseInvalid` for what is no date
 */
export function answerDate(element: XmlElement | undefined, field: string): Date | undefined {
  const text = childText(element, field)
  if (text === undefined || text === '') return undefined
  const date = new Date(text)
  if (!Number.isNaN(date.getTime())) return date
  throw new HallpassError('ResponseInvalid', `the answer of IAM has a ${field} that is no date`)
}
