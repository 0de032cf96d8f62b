import {
  CreateUserCommand,
  GetRoleCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../src/issue/issue.ts'
import { cliScriptFiles } from '../../../src/setup/export/cli-script.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import type { SetupModel } from '../../../src/setup/model/model.ts'
import { requireTool } from '../../tools.ts'
import { createReader, differencesIn, openSetupLab, type Ran, type SetupLab } from './setup-lab.ts'

const suite = 'setup export cli'
const usable = requireTool(suite, 'aws') && requireTool(suite, 'gpg')

async function withScript(
  given: SetupArguments,
  work: (lab: SetupLab, script: (...args: string[]) => Promise<Ran>, model: SetupModel) => Promise<void>,
): Promise<void> {
  const inputs = resolveInputs(given)
  const model = createModel(inputs)
  const lab = await openSetupLab(model)
  try {
    for (const { name, content } of cliScriptFiles(model, inputs)) {
      writeFileSync(join(lab.folder, name), content, { mode: 0o755 })
    }
    await work(lab, (...args) => lab.run('./setup.sh', ...args), model)
  } finally {
    await lab.close()
  }
}

describe.runIf(usable)('the script, with the AWS CLI, as an administrator with the exported policy', () => {
  it('refuses what it did not make, and leaves it', { timeout: 180_000 }, async () => {
    await withScript({}, async (lab, script) => {
      await lab.iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
      const refused = await script('apply')
      expect(refused.exit).toBe(1)
      expect(refused.stderr).toBe('error: user instruqt exists, and is not of the set-up instruqt\n')
      expect((await script('destroy')).exit).toBe(1)
      expect((await lab.iam.send(new ListUsersCommand())).Users?.map(({ UserName }) => UserName)).toContain(
        'instruqt',
      )
      expect((await script()).stderr).toContain('usage: ./setup.sh apply | destroy')
    })
  })

  it('deletes nothing that was there before and was adopted', { timeout: 180_000 }, async () => {
    await withScript({}, async (lab, script) => {
      const Tags = [
        { Key: 'hallpass:setup', Value: 'instruqt' },
        { Key: 'hallpass:adopted', Value: '1 0 0' },
      ]
      await lab.iam.send(new CreateUserCommand({ UserName: 'instruqt', Tags }))
      expect(await script('destroy')).toMatchObject({
        exit: 1,
        stderr: 'error: user instruqt was there before: hallpass setup destroy gives it back\n',
      })
      const { Users } = await lab.iam.send(new ListUsersCommand())
      expect(Users?.map(({ UserName }) => UserName)).toContain('instruqt')
    })
  })

  it(
    'makes provider and revoker without a key, twice, and takes them away',
    { timeout: 240_000 },
    async () => {
      const given = {
        name: 'lab',
        keylessIssuer: 'https://hallpass.example.com/lab',
        revoker: 'account',
        path: '/work$hops/',
      }
      await withScript(given, async (lab, script, model) => {
        const applied = await script('apply')
        expect(applied).toMatchObject({ exit: 0, stderr: '' })
        expect(values(applied.stdout)).toEqual({
          role_arn: `arn:aws:iam::${lab.account}:role/work$hops/InstruqtS3Access`,
          revoker_role_arn: `arn:aws:iam::${lab.account}:role/work$hops/lab-revoker`,
        })
        expect(await script('apply')).toMatchObject({ exit: 0, stderr: '' })
        expect(await differencesIn(lab, model)).toEqual([])
        expect(await script('destroy')).toMatchObject({ exit: 0, stderr: '' })
        expect((await lab.iam.send(new ListRolesCommand())).Roles).toEqual([])
        const { OpenIDConnectProviderList } = await lab.iam.send(new ListOpenIDConnectProvidersCommand())
        expect(OpenIDConnectProviderList).toEqual([])
      })
    },
  )

  it(
    'applies twice, repairs, hands the secret over encrypted, and destroys twice',
    { timeout: 240_000 },
    async () => {
      await withScript(
        { pgpKey: 'reader.asc', path: '/work$hops/', maxSessionDuration: 7200 },
        async (lab, script, model) => {
          const reader = createReader(lab.folder)
          const applied = await script('apply')
          expect(applied.stderr).toBe('')
          const roleArn = `arn:aws:iam::${lab.account}:role/work$hops/InstruqtS3Access`
          const { role_arn, access_key, secret_key } = values(applied.stdout)
          expect(role_arn).toBe(roleArn)
          const env = {
            AWS_ENDPOINT_URL: lab.url,
            AWS_ACCESS_KEY_ID: access_key,
            AWS_SECRET_ACCESS_KEY: reader.decrypt(secret_key ?? ''),
          }
          const session = await issue({ roleArn, sessionName: 'ada', durationSeconds: 7200, env })
          expect(session.assumedRoleArn).toContain('/InstruqtS3Access/ada')

          const before = await roleOf(lab)
          await lab.iam.send(
            new UpdateAssumeRolePolicyCommand({
              RoleName: 'InstruqtS3Access',
              PolicyDocument: trust(`arn:aws:iam::${lab.account}:root`),
            }),
          )
          const again = await script('apply')
          expect(again.stderr).toBe('')
          expect(values(again.stdout)).toEqual({ role_arn: roleArn, access_key })
          expect(await differencesIn(lab, model)).toEqual([])
          expect(await roleOf(lab)).toEqual(before)

          const done = { exit: 0, stdout: '', stderr: '' }
          expect([await script('destroy'), await script('destroy')]).toEqual([done, done])
          expect((await lab.iam.send(new ListRolesCommand())).Roles).toEqual([])
          expect(lab.log.filter(({ status }) => status === 403 || status >= 500)).toEqual([])
        },
      )
    },
  )

  it(
    'puts the secret into a file for its owner alone, and never over another',
    { timeout: 180_000 },
    async () => {
      await withScript(
        {
          policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
          preset: ['s3'],
          boundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
        },
        async (lab, script) => {
          const file = join(lab.folder, 'instruqt-access-key')
          writeFileSync(file, 'precious')
          const refused = await script('apply')
          expect(refused.exit).toBe(1)
          expect(refused.stderr).toContain('error: instruqt-access-key exists already')
          expect(readFileSync(file, 'utf8')).toBe('precious')

          lab.env['SECRET_FILE'] = 'key'
          const applied = await script('apply')
          expect(applied.stderr).toBe('')
          const secret = /aws_secret_access_key = (.+)/.exec(
            readFileSync(join(lab.folder, 'key'), 'utf8'),
          )?.[1]
          expect(secret).toHaveLength(40)
          expect(applied.stdout).not.toContain(secret)
          expect(statSync(join(lab.folder, 'key')).mode & 0o777).toBe(0o600)

          await lab.iam.send(
            new PutRolePolicyCommand({
              RoleName: 'InstruqtS3Access',
              PolicyName: 'foreign',
              PolicyDocument: denyAll,
            }),
          )
          const kept = await script('destroy')
          expect(kept.exit).toBe(1)
          expect(kept.stderr).toBe("error: role InstruqtS3Access has a policy of somebody else's: foreign\n")
        },
      )
    },
  )
})

const denyAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
})

function trust(principal: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }],
  })
}

async function roleOf(lab: SetupLab): Promise<unknown> {
  const { Role } = await lab.iam.send(new GetRoleCommand({ RoleName: 'InstruqtS3Access' }))
  return {
    ...Role,
    AssumeRolePolicyDocument: JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')),
  }
}

/** The lines `name = value`. */
function values(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^(\w+) = (.*)$/gm)].map(([, name, value]) => [name, value]))
}
