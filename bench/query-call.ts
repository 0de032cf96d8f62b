import type { Connection } from './connection.ts'
import type { Sign } from './sign.ts'

/** One call of the Query protocol: the whole answer, as text. */
export async function queryCall(
  connection: Connection,
  sign: Sign,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const body = new URLSearchParams(parameters).toString()
  const answer = await connection.post(sign(body, new Date()), body)
  if (answer.status !== 200) throw new Error(`${parameters['Action']}: ${answer.status} ${answer.body}`)
  return answer.body
}

/** The text of the first element of a name. */
export function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
  if (text === undefined) throw new Error(`no ${element} in the answer`)
  return text
}
