import type { Rooms } from './rooms.ts'

const floor = ['base']
const files = ['safe-file', 'shared-config', ...floor]
const calls = ['settings', 'wire', ...floor]
const callers = ['caller', 'query', ...calls]
const sessions = ['issue', 'policy', ...callers]

export const hallpassRooms: Rooms = {
  arrows: {
    '.': [
      'config',
      'console',
      'each',
      'format',
      'people',
      'profile',
      'revoke',
      'setup',
      'whoami',
      ...sessions,
    ],
    base: [],
    wire: ['safe-file', ...floor],
    'safe-file': floor,
    'shared-config': files,
    profile: files,
    format: floor,
    config: ['safe-file', ...floor],
    settings: ['shared-config', ...floor],
    query: ['wire', ...floor],
    caller: ['query', 'shared-config', ...calls],
    iam: callers,
    policy: floor,
    issue: ['policy', 'safe-file', ...callers],
    console: ['issue', ...calls],
    browser: ['safe-file', ...floor],
    whoami: callers,
    revoke: ['iam', ...sessions],
    'policy-engine': floor,
    doctor: ['console', 'iam', 'policy-engine', 'revoke', 'shared-config', ...sessions],
    people: ['issue', 'shared-config', ...floor],
    each: ['format', 'profile', ...files, ...sessions],
    setup: ['config', 'format', 'iam', 'profile', 'revoke', ...files, ...sessions],
    'session-cache': ['issue', ...files],
    client: ['wire', ...floor],
    demo: ['query', ...calls],
    cli: [
      'browser',
      'client',
      'config',
      'console',
      'demo',
      'doctor',
      'each',
      'format',
      'people',
      'profile',
      'revoke',
      'session-cache',
      'setup',
      'whoami',
      ...files,
      ...sessions,
    ],
  },
  open: ['cli', '.'],
  innerDoors: false,
}
