import type { Principal } from '../../src/policy/index.ts'

/** Who asks, by the names that the cases use. */
export const principals: Readonly<Record<string, Principal>> = {
  alice: {
    type: 'user',
    arn: 'arn:aws:iam::111122223333:user/alice',
    account: '111122223333',
    userId: 'AIDAALICE0000EXAMPLE0',
  },
  'alice of the other account': {
    type: 'user',
    arn: 'arn:aws:iam::444455556666:user/alice',
    account: '444455556666',
    userId: 'AIDAOTHER0000EXAMPLE0',
  },
  student: {
    type: 'assumed-role',
    arn: 'arn:aws:sts::111122223333:assumed-role/Lab/anna',
    account: '111122223333',
    roleArn: 'arn:aws:iam::111122223333:role/workshop/Lab',
    userId: 'AROALAB000000EXAMPLE0:anna',
  },
  'student of the other account': {
    type: 'assumed-role',
    arn: 'arn:aws:sts::444455556666:assumed-role/Lab/anna',
    account: '444455556666',
    roleArn: 'arn:aws:iam::444455556666:role/workshop/Lab',
    userId: 'AROAOTHER0000EXAMPLE0:anna',
  },
  guest: {
    type: 'federated-user',
    arn: 'arn:aws:sts::111122223333:federated-user/guest',
    account: '111122223333',
    userId: '111122223333:guest',
    userArn: 'arn:aws:iam::111122223333:user/alice',
    userUniqueId: 'AIDAALICE0000EXAMPLE0',
  },
  root: { type: 'root', arn: 'arn:aws:iam::111122223333:root', account: '111122223333' },
  'root of the other account': {
    type: 'root',
    arn: 'arn:aws:iam::444455556666:root',
    account: '444455556666',
  },
  'token of the OIDC provider': {
    type: 'web-identity',
    arn: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com',
    account: '111122223333',
  },
  'the EC2 service': { type: 'service', service: 'ec2.amazonaws.com' },
  anybody: { type: 'anonymous' },
}
