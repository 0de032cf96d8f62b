import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './built.ts'
import { type Lab, openLab, keysEnv } from './issued-keys.ts'
import { runProcess } from './run-process.ts'
import { requireTool } from './tools.ts'

const sessionName = 'identified@domain.ext'
let lab: Lab

beforeAll(async () => {
  lab = await openLab()
  const keys = await lab.issue(sessionName)
  const script = join(repository, 'test/clients/use-keys.mjs')
  await runProcess(process.execPath, [script, 'a-bucket'], { env: { ...lab.placeEnv, ...keysEnv(keys) } })
})
afterAll(() => lab?.close())

describe.skipIf(!requireTool('examples', 'type stripping'))('list-buckets.ts', () => {
  it('lists the role’s buckets under the person’s name', async () => {
    const mark = (await lab.aws.log()).length
    const script = join(repository, 'examples/list-buckets.ts')
    const ended = await runProcess(process.execPath, [script, lab.roleArn, sessionName], {
      env: lab.issuerEnv,
    })
    expect(ended).toEqual({ exitCode: 0, stdout: 'a-bucket\n', stderr: '' })
    expect(await lab.aws.log(mark)).toEqual([
      '200 sts:AssumeRole arn:aws:iam::111122223333:user/instruqt',
      `200 s3:ListBuckets arn:aws:sts::111122223333:assumed-role/InstruqtS3Access/${sessionName}`,
    ])
  })
})

describe.skipIf(!requireTool('examples', 'boto3'))('list-buckets.py', () => {
  it('lists the role’s buckets with the keys that hallpass issue prints', async () => {
    const { stdout: input } = await lab.hallpass(['issue', '-r', lab.roleArn, '-s', sessionName])
    const script = join(repository, 'examples/list-buckets.py')
    const ended = await runProcess('python3', [script], { env: lab.placeEnv, input })
    expect(ended).toEqual({ exitCode: 0, stdout: 'a-bucket\n', stderr: '' })
  })
})

it('the examples are listed beside them', () => {
  const list = readFileSync(join(repository, 'examples/README.md'), 'utf8')
  expect(list).toContain('(list-buckets.ts)')
  expect(list).toContain('(list-buckets.py)')
})
