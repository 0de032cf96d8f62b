/**
 * This process's environment without anything that steers AWS clients, Hallpass, a proxy or npm, and with
 * `settings`. The machine's own metadata service is never asked.
 */
export function cleanEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const steering = /^(?:AWS|HALLPASS|BOTO|npm)_|_proxy$|^(?:NO_COLOR|FORCE_COLOR|NODE_OPTIONS|VITEST.*)$/i
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !steering.test(name)) kept[name] = value
  }
  return { ...kept, AWS_EC2_METADATA_DISABLED: 'true', ...settings }
}
