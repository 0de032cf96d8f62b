import type { Rooms } from './rooms.ts'

export const localAwsRooms: Rooms = {
  arrows: {
    '.': ['iam', 'policy', 'query', 's3', 'signin', 'sigv4', 'sts', 'cli'],
    policy: [],
    sigv4: ['.'],
    query: ['.', 'sigv4'],
    iam: ['.', 'policy', 'query'],
    s3: ['.', 'iam', 'policy', 'query'],
    sts: ['.', 'iam', 'policy', 'query'],
    signin: ['.', 'policy', 'query', 'sigv4'],
    cli: ['.'],
  },
  open: ['.', 'policy', 'query', 'sigv4', 'iam', 's3', 'sts', 'signin', 'cli'],
}
