import { hclString } from './quote.ts'
import type { FormatInput } from './variables.ts'

/**
 * A `.tfvars` file with the names of the AWS provider's own arguments: `access_key`, `secret_key`, `token`,
 * `region`.
 */
export function terraformText({ credentials, region }: FormatInput): string {
  const values = [
    ['access_key', credentials.accessKeyId],
    ['secret_key', credentials.secretAccessKey],
    ['token', credentials.sessionToken],
    ['region', region],
  ] as const
  return values.map(([name, value]) => `${name.padEnd(10)} = ${hclString(value)}\n`).join('')
}
