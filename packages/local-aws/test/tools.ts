export { requireTool } from '../../../test/tools.ts'

/** The environment for a child process that must see no AWS settings but `settings`. */
export function cleanEnvironment(settings: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('AWS_') && !name.startsWith('HALLPASS_')) kept[name] = value
  }
  return { ...kept, AWS_EC2_METADATA_DISABLED: 'true', ...settings }
}
