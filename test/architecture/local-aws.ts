import type { Rooms } from './rooms.ts'

/** From the roof to the floor: each may import every room below it. */
const order = [
  'index.ts',
  'cli',
  '.',
  'world',
  'gateway',
  'local',
  'signin',
  'trail',
  'sts',
  'iam',
  'dynamodb',
  'sns',
  'sqs',
  'ssm',
  'secretsmanager',
  's3',
  'authorize',
  'sessions',
  'tokens',
  'protocol',
  'data',
  'snapshot',
  'model',
  'content',
  'abilities',
  'policy',
  'saml',
  'sigv4',
  'base',
]

export const localAwsRooms: Rooms = {
  arrows: Object.fromEntries(order.map((room, index) => [room, order.slice(index + 1)])),
  open: ['.'],
  innerDoors: true,
}
