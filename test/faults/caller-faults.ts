import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../built.ts'
import { runProcess } from '../run-process.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'

const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }

/** The package as `npm install --omit=optional` leaves it: alone, in a folder of its own. */
function runAlone(place: FaultPlace, args: readonly string[]) {
  const folder = join(place.home, 'alone')
  mkdirSync(folder)
  for (const part of ['package.json', 'bin', 'dist']) {
    cpSync(`${repository}packages/hallpass/${part}`, join(folder, part), { recursive: true })
  }
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = place.env
  return runProcess(process.execPath, [join(folder, 'bin', 'hallpass.cjs'), ...args], {
    env: { ...env, HOME: place.home },
  })
}

/** What was asked, and what the caller's own credentials and settings say. */
export const callerFaults: readonly Fault[] = [
  {
    code: 'InvalidInput',
    cause: 'a role that is no arn',
    happens: (place) => place.hallpass(['issue', '-r', 'InstruqtS3Access', '-s', 'ada']),
    message: /^"InstruqtS3Access" is not the arn of an IAM role$/,
    hint: /^give the whole arn: aws iam get-role --role-name InstruqtS3Access /,
  },
  {
    code: 'UsageError',
    cause: 'a flag that is misspelt',
    happens: (place) => place.hallpass(['issue', '--role', place.roleArn]),
    message: /^there is no flag --role$/,
    hint: /^did you mean --role-arn /,
  },
  {
    code: 'NoCredentials',
    cause: 'no credentials anywhere',
    happens: (place) => place.issue(noKeys),
    message: /^found no AWS credentials to call with$/,
    hint: /^looked in the environment .*looked in profile default .*hallpass demo$/,
  },
  {
    code: 'CredentialsMalformed',
    cause: 'the example key',
    happens: (place) => place.issue({ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }),
    message: /^AWS_ACCESS_KEY_ID is an example, not a key$/,
    hint: /^did you replace the example values of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\?$/,
  },
  {
    code: 'CredentialsMalformed',
    cause: 'the two keys in each other’s place',
    happens: (place) =>
      place.issue({
        AWS_ACCESS_KEY_ID: place.env['AWS_SECRET_ACCESS_KEY'],
        AWS_SECRET_ACCESS_KEY: place.env['AWS_ACCESS_KEY_ID'],
      }),
    message: /^AWS_SECRET_ACCESS_KEY is an access key ID$/,
    hint: /^the two keys are swapped$/,
  },
  {
    code: 'CredentialSourceFailed',
    cause: 'a credential_process that fails',
    happens: (place) => {
      place.write(
        '.aws/config',
        '[default]\ncredential_process = sh -c "echo the vault is sealed >&2; exit 3"\n',
      )
      return place.issue(noKeys)
    },
    message: /^credential_process of profile default ended with exit code 3$/,
    hint: /^it said: the vault is sealed$/,
  },
  {
    code: 'ProfileNotFound',
    cause: 'a profile that is misspelt',
    happens: (place) => {
      place.write('.aws/config', '[profile instructor]\nregion = eu-west-1\n')
      return place.issue({}, '--source-profile', 'instuctor')
    },
    message: /^there is no profile instuctor$/,
    hint: /^did you mean instructor\?$/,
  },
  {
    code: 'SettingInvalid',
    cause: 'an endpoint that is no URL',
    happens: (place) => place.issue({ AWS_ENDPOINT_URL: 'localhost:4566' }),
    message: /^AWS_ENDPOINT_URL is not an http or https URL$/,
    hint: /^it looks like https:/,
  },
  {
    code: 'SettingInvalid',
    cause: 'a certificate bundle that is not there',
    happens: (place) =>
      place.issue({ AWS_ENDPOINT_URL: 'https://127.0.0.1:1', AWS_CA_BUNDLE: '/nowhere/ca.pem' }),
    message: /^AWS_CA_BUNDLE names a file that cannot be read \(it does not exist\): \/nowhere\/ca\.pem$/,
    hint: /^correct it, or unset it/,
  },
  {
    code: 'DependencyMissing',
    cause: 'a local AWS that is not installed',
    happens: (place) => runAlone(place, ['local']),
    message: /^the local AWS is not installed beside hallpass$/,
    hint: /npm install .*@hallpass\/local-aws/,
  },
  {
    code: 'DependencyMissing',
    cause: 'an SSO profile where the AWS SDK is not installed',
    happens: (place) => {
      place.write('.aws/config', '[default]\nsso_start_url = https://example.awsapps.com/start\n')
      return runAlone(place, ['issue', '-r', place.roleArn, '-s', 'ada'])
    },
    message: /^profile default uses sso_start_url, which the AWS SDK reads$/,
    hint: /^install it beside hallpass: npm install @aws-sdk\/credential-provider-node$/,
  },
]
