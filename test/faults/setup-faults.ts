import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { readFileSync } from 'node:fs'
import { apply, modelOf, openAccount } from '../../packages/hallpass/test/setup/apply/account.ts'
import type { Ended } from '../run-process.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'
import { clientSettings } from './session-keys.ts'

/** `hallpass revoke` for a role on which somebody has put an inline policy. */
async function revokeBeside(place: FaultPlace, policyName: string, size: number): Promise<Ended> {
  const env = { ...place.env, ...(await place.localAws({})).administrator }
  const Resource = `arn:aws:s3:::${'x'.repeat(size)}`
  const statement = { Effect: 'Allow', Action: 's3:*', Resource }
  const iam = new IAMClient(clientSettings(env))
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'InstruqtS3Access',
      PolicyName: policyName,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  )
  iam.destroy()
  return place.hallpass(['revoke', '-r', place.roleArn, '-s', 'ada'], env)
}

const ownNames = ['--user', 'vendor', '--role', 'Visitor']

/** Two keys of one user, the first of which has just been used. */
async function finishTooSoon(place: FaultPlace): Promise<Ended> {
  const env = { ...place.env, ...(await place.localAws({})).administrator }
  const file = `${place.home}/first.json`
  await place.hallpass(['setup', 'apply', ...ownNames, '--secret-file', file], env)
  await place.hallpass(['setup', 'rotate', ...ownNames, '--secret-file', `${place.home}/second.json`], env)
  const text = readFileSync(file, 'utf8')
  const sts = new STSClient(
    clientSettings({
      ...env,
      AWS_ACCESS_KEY_ID: /AKIA\w+/.exec(text)?.[0] ?? '',
      AWS_SECRET_ACCESS_KEY: /secret\w*"?\s*[:=]\s*"?([^"\s]+)/i.exec(text)?.[1] ?? '',
    }),
  )
  await sts.send(new GetCallerIdentityCommand({}))
  sts.destroy()
  return place.hallpass(['setup', 'rotate', ...ownNames, '--finish'], env)
}

/** Revoking, and the account that is set up. */
export const setupFaults: readonly Fault[] = [
  {
    code: 'PolicyNotOwned',
    cause: 'a policy of others under the name of a revocation',
    happens: (place) => revokeBeside(place, 'hallpass-revoke', 10),
    message:
      /^role InstruqtS3Access has an inline policy hallpass-revoke that hallpass did not write, or that was changed since$/,
    hint: /^nothing was changed; .*aws iam get-role-policy /,
  },
  {
    code: 'RoleFull',
    cause: 'a role whose inline policies leave no room',
    happens: (place) => revokeBeside(place, 'big', 9_880),
    message: /^NOT ended in role InstruqtS3Access, and still working: ada$/,
    hint: /10,240 characters .*AWSDenyAll/,
  },
  {
    code: 'SessionRevoked',
    cause: 'a name that is revoked, and a caller who may read that',
    happens: async (place) => {
      const env = { ...place.env, ...(await place.localAws({})).administrator }
      const asked = ['-r', place.roleArn, '-s', 'ada']
      await place.hallpass(['revoke', ...asked], env)
      return place.hallpass(['issue', ...asked, '--check-revoked'], env)
    },
    message: /^ada is revoked in role InstruqtS3Access until .* UTC: whatever its keys ask for is denied$/,
    hint: /^issue under another name; or let it back in: hallpass revoke --role-arn \S+ --session-name ada --undo$/,
  },
  {
    code: 'SetupConflict',
    cause: 'a user of that name that is not ours',
    happens: (place) => place.hallpass(['setup', 'apply'], place.administrator),
    message: /^user instruqt exists and does not belong to this set-up/,
    hint: /^take it over with --adopt, or choose another name; nothing was changed$/,
  },
  {
    code: 'NotYetEffective',
    cause: 'an account that does not get to know of its changes',
    // By the library: the command has a minute and a half of patience.
    happens: async (place) => {
      const account = await openAccount({ consistencyDelayMs: 3_600_000 })
      const ended = await place.library(() => apply(account, modelOf()))
      await account.close()
      return ended
    },
    message: /^cannot create role InstruqtS3Access: after 9\d seconds AWS still knows no such principal$/,
    hint: /^a new principal takes seconds to be known/,
  },
  {
    code: 'KeyStillInUse',
    cause: 'a key that somebody used a moment ago',
    happens: finishTooSoon,
    message: /^access key AKIA\w+ was used \S+ ago \(sts\)$/,
    hint: /^give whoever uses it the new key, .*--unused-for/,
  },
  {
    code: 'KeyHandedOver',
    cause: 'a key whose secret was told before',
    happens: async (place) => {
      const env = { ...place.env, ...(await place.localAws({})).administrator }
      const asked = (file: string) => [
        'setup',
        'apply',
        ...ownNames,
        '--secret-file',
        `${place.home}/${file}`,
      ]
      await place.hallpass(asked('first.json'), env)
      return place.hallpass(asked('second.json'), env)
    },
    message:
      /^access key AKIA\w+ was handed over before, and AWS tells its secret once: there is none to give now$/,
    hint: /for another key: hallpass setup rotate --user vendor --role Visitor$/,
  },
  {
    code: 'PgpKeyUnusable',
    cause: 'a key that is none',
    happens: (place) => {
      const key = place.write('key.asc', 'not a key')
      return place.hallpass(['setup', 'apply', ...ownNames, '--pgp-key', key], place.administrator)
    },
    message: /^nothing can be encrypted for \S+key\.asc: it is no OpenPGP public key$/,
    hint: /gpg --armor --export/,
  },
]
