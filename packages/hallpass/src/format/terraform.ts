import type { FormatInput } from './variables.ts'

/**
 * A `.tfvars` file with the names of the AWS provider's own arguments: `access_key`, `secret_key`, `token`,
 * `region`.
 *
 * Source: "String literals", Terraform's configuration syntax, for the escapes.
 */
export function terraformText({ credentials, region }: FormatInput): string {
  const values = [
    ['access_key', credentials.accessKeyId],
    ['secret_key', credentials.secretAccessKey],
    ['token', credentials.sessionToken],
    ['region', region],
  ] as const
  return values.map(([name, value]) => `${name.padEnd(10)} = "${literal(value)}"\n`).join('')
}

function literal(value: string): string {
  return value.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll(/[$%](?=\{)/g, '$&$&')
}
