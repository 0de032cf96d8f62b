import type { Rooms } from './rooms.ts'

/** From the roof to the floor: each may import every room below it. */
const order = [
  'index.ts',
  'cli',
  '.',
  'pages',
  'routes',
  'jobs',
  'moving',
  'signin',
  'staff',
  'keyless',
  'checking',
  'preview',
  'issuing',
  'revoking',
  'notifying',
  'webhook',
  'lifecycle',
  'lease',
  'participant',
  'workshop',
  'change',
  'replicas',
  'ports',
  'audit',
  'actor',
  'store',
  'base',
  'compress',
  'texts',
]

export const serverRooms: Rooms = {
  arrows: Object.fromEntries(order.map((room, index) => [room, order.slice(index + 1)])),
  open: ['.'],
  innerDoors: true,
}
